import Synchronization
import Text

/// Limits how many requests may be in progress at the same time, in all and for each caller.
final class RequestPermits: Sendable {
    /// What is full.
    enum Refusal {
        case all
        case caller
    }

    private struct State {
        var taken = 0
        /// Callers without requests are not remembered.
        var takenBy: [BytewiseString: Int] = [:]
    }

    /// What is limited, in the plural.
    let name: String
    let limit: Int
    /// The most of them for one caller.
    let callerLimit: Int
    private let state = Mutex(State())

    init(_ name: String, limit: Int, callerLimit: Int) {
        self.name = name
        self.limit = limit
        self.callerLimit = max(1, min(callerLimit, limit))
    }

    /// Takes a permit, or says why there is none.
    func take(for caller: String) -> Refusal? {
        state.withLock { state in
            guard state.taken < limit else { return .all }
            let ofCaller = state.takenBy[BytewiseString(caller), default: 0]
            guard ofCaller < callerLimit else { return .caller }
            state.taken += 1
            state.takenBy[BytewiseString(caller)] = ofCaller + 1
            return nil
        }
    }

    func release(for caller: String) {
        state.withLock { state in
            state.taken -= 1
            let left = state.takenBy[BytewiseString(caller), default: 1] - 1
            state.takenBy[BytewiseString(caller)] = left == 0 ? nil : left
        }
    }
}
