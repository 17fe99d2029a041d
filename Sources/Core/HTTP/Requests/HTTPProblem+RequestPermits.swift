import HTTPTypes

extension HTTPProblem {
    /// No permit for a request.
    init(_ refusal: RequestPermits.Refusal, _ permits: RequestPermits) {
        switch refusal {
        case .all:
            self.init(
                .serviceUnavailable,
                "The server is busy with \(permits.limit) \(permits.name); ask again later",
                fields: Self.comeBack
            )
        case .caller:
            self.init(
                .tooManyRequests,
                "The server is busy with \(permits.callerLimit) \(permits.name) of yours; ask again when some have ended",
                fields: Self.comeBack
            )
        }
    }

    private static let comeBack: HTTPFields = [.retryAfter: "1"]
}
