import Endpoints

/// A server refused several texts at once, perhaps for their number.
struct BatchRefused: Error {
    let failure: EndpointFailure

    /// - Returns: nil where fewer texts would be refused as well.
    init?(_ failure: EndpointFailure, of count: Int) {
        guard count > 1, failure.isAboutInput || failure.isAboutNumber(count) else { return nil }
        self.failure = failure
    }
}

extension EndpointFailure {
    /// Whether the server refused what was sent for its size or its content.
    var isAboutInput: Bool {
        switch status {
        case 413, 422: true
        case 400: says(["batch", "too many", "too large", "too long", "at most", "maximum", "exceed", "limit"])
        default: false
        }
    }

    /// Whether the server refused so many texts. Bad requests have many reasons, and some servers take this one for a
    /// failure of their own; they say in words which it was, or repeat the number.
    fileprivate func isAboutNumber(_ count: Int) -> Bool {
        guard status == 400 || status == 500 else { return false }
        let numbers = reason.split { !$0.isASCII || !$0.isNumber }
        return says(["batch"]) || numbers.dropFirst().contains { $0 == "\(count)" }
    }

    private func says(_ words: [String]) -> Bool {
        let reason = reason.lowercased()
        return words.contains { reason.contains($0) }
    }
}
