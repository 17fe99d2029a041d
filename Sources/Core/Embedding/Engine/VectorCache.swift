/// Caches the vectors of recently embedded texts, by their tokens; the least recently used is evicted first.
struct VectorCache {
    private struct Entry {
        let tokens: [Int32]
        let vector: [Float]
        var newer: Int
        var older: Int
    }

    private let limit: Int
    private var used = 0
    private var slots: [[Int32]: Int] = [:]
    private var entries: [Entry?] = []
    private var free: [Int] = []
    /// Ends of the list, -1 for none.
    private var newest = -1
    private var oldest = -1

    /// - Parameter bytes: The most that entries may take, including keys and an estimate of the overhead.
    init(bytes: Int) {
        limit = bytes
    }

    /// The vector of a row, which becomes the most recently used.
    mutating func vector(for tokens: [Int32]) -> [Float]? {
        guard let slot = slots[tokens], let vector = entries[slot]?.vector else { return nil }
        if slot != newest {
            unlink(slot)
            link(slot)
        }
        return vector
    }

    mutating func insert(_ vector: [Float], for tokens: [Int32]) {
        let size = Self.size(tokens, vector)
        guard size <= limit, slots[tokens] == nil else { return }
        while used + size > limit, oldest >= 0 { removeOldest() }
        let entry = Entry(tokens: tokens, vector: vector, newer: -1, older: -1)
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            entries[slot] = entry
        } else {
            slot = entries.count
            entries.append(entry)
        }
        slots[tokens] = slot
        used += size
        link(slot)
    }

    private static func size(_ tokens: [Int32], _ vector: [Float]) -> Int {
        4 * (tokens.count + vector.count) + 160
    }

    private mutating func removeOldest() {
        let slot = oldest
        guard let entry = entries[slot] else { return }
        unlink(slot)
        slots[entry.tokens] = nil
        used -= Self.size(entry.tokens, entry.vector)
        entries[slot] = nil
        free.append(slot)
    }

    private mutating func link(_ slot: Int) {
        entries[slot]?.newer = -1
        entries[slot]?.older = newest
        if newest >= 0 { entries[newest]?.newer = slot }
        newest = slot
        if oldest < 0 { oldest = slot }
    }

    private mutating func unlink(_ slot: Int) {
        guard let entry = entries[slot] else { return }
        if entry.newer >= 0 { entries[entry.newer]?.older = entry.older } else { newest = entry.older }
        if entry.older >= 0 { entries[entry.older]?.newer = entry.newer } else { oldest = entry.newer }
    }
}
