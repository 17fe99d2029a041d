/// A map from the bytes of a token to its id: one flat open-addressed table, without a string per lookup.
struct TokenTable: Sendable {
    /// High half: part of the hash. Low half: index of the entry plus one, or zero where the slot is free.
    private var slots: [UInt64]
    private var bytes: [UInt8] = []
    private var ends: [Int] = [0]
    private var ids: [Int32] = []

    /// Length in bytes of the longest token.
    private(set) var longest = 0

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    /// Adds a token; of two equal tokens the later id wins.
    mutating func insert(_ token: ArraySlice<UInt8>, id: Int32) {
        let hash = token.reduce(FNV1a.empty, FNV1a.extend)
        var slot = Self.firstSlot(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if let entry = match(slots[slot], hash), self.bytes[ends[entry]..<ends[entry + 1]].elementsEqual(token) {
                ids[entry] = id
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: token)
        ends.append(bytes.count)
        ids.append(id)
        longest = max(longest, token.count)
        slots[slot] = (hash & 0xffff_ffff_0000_0000) | UInt64(ids.count)
    }

    func find(_ token: some Collection<UInt8>) -> Int32? {
        let word = Array(token)
        return find(word, 0, word.count, hash: word.reduce(FNV1a.empty, FNV1a.extend))
    }

    /// The id of `word[start..<end]`, whose ``FNV1a`` hash is given, so that all prefixes of a word are hashed in one
    /// pass.
    @inline(__always)
    func find(_ word: [UInt8], _ start: Int, _ end: Int, hash: UInt64) -> Int32? {
        var slot = Self.firstSlot(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if let entry = match(slots[slot], hash), equal(entry, word, start, end) { return ids[entry] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    @inline(__always)
    private static func firstSlot(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash ^ (hash >> 29))
    }

    @inline(__always)
    private func match(_ slot: UInt64, _ hash: UInt64) -> Int? {
        slot >> 32 == hash >> 32 ? Int(slot & 0xffff_ffff) - 1 : nil
    }

    @inline(__always)
    private func equal(_ entry: Int, _ word: [UInt8], _ start: Int, _ end: Int) -> Bool {
        let first = ends[entry]
        guard ends[entry + 1] - first == end - start else { return false }
        for offset in 0..<(end - start) where bytes[first + offset] != word[start + offset] { return false }
        return true
    }
}
