package import Async
import HTTPTypes

extension HTTPProblem {
    /// There is no room for a request: 413 where it would never fit, else 503 with the time to come again.
    package init(_ error: ByteBudgetExceeded) {
        switch error.scope {
        case .request: self.init(.contentTooLarge, error.description)
        case .caller, .process: self.init(.serviceUnavailable, error.description, fields: [.retryAfter: "1"])
        }
    }
}
