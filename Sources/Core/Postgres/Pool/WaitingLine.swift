/// Those who wait for a connection, first come first served, with places given up in constant time.
struct WaitingLine: Sendable {
    private var line: [Int] = []
    private var head = 0
    private var present: Set<Int> = []

    var count: Int { present.count }
    var isEmpty: Bool { present.isEmpty }

    mutating func append(_ waiter: Int) {
        line.append(waiter)
        present.insert(waiter)
    }

    /// Puts one who had its turn already in front.
    mutating func prepend(_ waiter: Int) {
        if head > 0 {
            head -= 1
            line[head] = waiter
        } else {
            line.insert(waiter, at: 0)
        }
        present.insert(waiter)
    }

    mutating func remove(_ waiter: Int) -> Bool {
        guard present.remove(waiter) != nil else { return false }
        if line.count > 64, line.count - head > 2 * present.count || head > line.count / 2 { compact() }
        return true
    }

    mutating func popFirst() -> Int? {
        while head < line.count {
            let waiter = line[head]
            head += 1
            if present.remove(waiter) != nil {
                if head > 64, head > line.count / 2 { compact() }
                return waiter
            }
        }
        compact()
        return nil
    }

    mutating func removeAll() -> [Int] {
        defer { self = WaitingLine() }
        return line[head...].filter(present.contains)
    }

    private mutating func compact() {
        line = line[head...].filter(present.contains)
        head = 0
    }
}
