import Endpoints

/// A server refused several texts at once, perhaps for their number.
struct BatchRefused: Error {
    let failure: EndpointFailure

    /// - Returns: nil where fewer texts would be refused as well.
    init?(_ failure: EndpointFailure) {
        switch failure.status {
        case 413, 422: self.failure = failure
        case 400 where Self.isAboutSize(failure.reason): self.failure = failure
        default: return nil
        }
    }

    /// Bad requests have many reasons; servers say in words which it was.
    private static func isAboutSize(_ reason: String) -> Bool {
        let words = ["batch", "too many", "too large", "too long", "at most", "maximum", "exceed", "limit"]
        let reason = reason.lowercased()
        return words.contains { reason.contains($0) }
    }
}
