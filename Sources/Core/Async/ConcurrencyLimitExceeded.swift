/// The server has too many calls at once.
package struct ConcurrencyLimitExceeded: Error, CustomStringConvertible {
    /// Why a call was refused.
    package enum Reason: Sendable {
        /// The maximum number of calls is already waiting.
        case tooManyWait
        /// The call waited for the maximum time.
        case waitedTooLong
    }

    /// Why the call was refused.
    package let reason: Reason
    let running: Int
    let waiting: Int
    let maximumWait: Duration?

    /// For the caller: why, and what to do.
    package var description: String {
        let calls = running == 1 ? "1 call" : "\(running) calls"
        let cause =
            switch reason {
            case .tooManyWait where waiting == 0: "it runs \(calls) at once, and no more may wait"
            case .tooManyWait: "it runs \(calls) at once, and \(waiting) more wait"
            case .waitedTooLong:
                "it runs \(calls) at once, and this one had no turn within \(maximumWait?.inWords ?? "its time")"
            }
        return "The server is busy: \(cause). Nothing was done; call again in a little while."
    }
}
