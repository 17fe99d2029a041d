import DequeModule

/// The permits of a limiter, and the queue of callers that wait for one. It decides, and the limiter resumes.
struct PermitLine {
    typealias Continuation = CheckedContinuation<Void, any Error>

    enum Arrival {
        case permit
        case place(Int)
        case full
    }

    enum Wait {
        case waits, granted, left
    }

    private struct Waiter {
        let number: Int
        /// Nil until it has begun to wait.
        var continuation: Continuation?
    }

    private(set) var free: Int
    private let places: Int
    private var line: Deque<Waiter> = []
    /// Callers that got a permit before they had begun to wait.
    private var granted: Set<Int> = []
    private var lastNumber = 0

    init(permits: Int, places: Int) {
        free = permits
        self.places = places
    }

    var waiting: Int { line.count }

    /// Takes a permit, or else a place in the queue. There is no free permit while somebody waits.
    mutating func arrive() -> Arrival {
        if free > 0 {
            free -= 1
            return .permit
        }
        guard line.count < places else { return .full }
        lastNumber += 1
        line.append(Waiter(number: lastNumber))
        return .place(lastNumber)
    }

    /// Begins to wait.
    mutating func wait(_ number: Int, _ continuation: Continuation) -> Wait {
        if granted.remove(number) != nil { return .granted }
        guard let index = line.firstIndex(where: { $0.number == number }) else { return .left }
        line[index].continuation = continuation
        return .waits
    }

    /// Leaves the queue; the caller must resume the result. A caller that has a permit keeps it.
    mutating func leave(_ number: Int) -> Continuation? {
        guard let index = line.firstIndex(where: { $0.number == number }) else { return nil }
        return line.remove(at: index).continuation
    }

    /// Returns a permit, or passes it to the first in the queue; the caller must resume the result.
    mutating func giveBack() -> Continuation? {
        guard !line.isEmpty else {
            free += 1
            return nil
        }
        let next = line.removeFirst()
        if next.continuation == nil { granted.insert(next.number) }
        return next.continuation
    }
}
