import Async
import Synchronization

/// Limits how many requests may be in progress at the same time, in all and for each caller.
final class RequestPermits: Sendable {
    /// What is full.
    enum Refusal {
        case all
        case caller
    }

    /// What is limited, in the plural.
    let name: String
    let limit: Int
    /// The most of them for one caller.
    let callerLimit: Int
    private let taken = Mutex(CallerShares())

    init(_ name: String, limit: Int, callerLimit: Int) {
        self.name = name
        self.limit = limit
        self.callerLimit = max(1, min(callerLimit, limit))
    }

    /// Takes a permit, or says why there is none.
    func take(for caller: String) -> Refusal? {
        taken.withLock { taken in
            guard taken.total < limit else { return .all }
            guard taken[caller] < callerLimit else { return .caller }
            taken.take(1, for: caller)
            return nil
        }
    }

    func release(for caller: String) {
        taken.withLock { $0.giveBack(1, for: caller) }
    }
}
