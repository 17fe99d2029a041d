import DequeModule

/// The callers that wait for a connection, first come first served; removing one takes constant time.
struct WaitQueue: Sendable {
    /// In order; callers that have left are skipped when their turn comes.
    private var queue: Deque<Int> = []
    private var present: Set<Int> = []

    var count: Int { present.count }
    var isEmpty: Bool { present.isEmpty }

    mutating func append(_ waiter: Int) {
        queue.append(waiter)
        present.insert(waiter)
    }

    /// Puts a caller that already had its turn in front.
    mutating func prepend(_ waiter: Int) {
        queue.prepend(waiter)
        present.insert(waiter)
    }

    mutating func remove(_ waiter: Int) -> Bool {
        guard present.remove(waiter) != nil else { return false }
        if queue.count > 64, queue.count > 2 * present.count { queue = queue.filter(present.contains) }
        return true
    }

    mutating func popFirst() -> Int? {
        while let waiter = queue.popFirst() {
            if present.remove(waiter) != nil { return waiter }
        }
        return nil
    }

    mutating func removeAll() -> [Int] {
        defer { self = WaitQueue() }
        return queue.filter(present.contains)
    }
}
