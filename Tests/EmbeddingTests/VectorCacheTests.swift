import Testing

@testable import Embedding

@Suite struct VectorCacheTests {
    private func tokens(_ number: Int) -> [Int32] { [1, Int32(number), 2] }

    @Test("the vector not asked for longest goes first")
    func evictsOldest() {
        // Each entry takes 4 × (3 + 10) + 160 = 212 bytes.
        var cache = VectorCache(bytes: 3 * 212)
        for number in 0..<3 { cache.insert(Array(repeating: Float(number), count: 10), for: tokens(number)) }
        #expect(cache.vector(for: tokens(0))?.first == 0)
        cache.insert(Array(repeating: 3, count: 10), for: tokens(3))
        #expect(cache.vector(for: tokens(1)) == nil)
        #expect(cache.vector(for: tokens(0))?.first == 0)
        #expect(cache.vector(for: tokens(2))?.first == 2)
        #expect(cache.vector(for: tokens(3))?.first == 3)
    }

    @Test("it agrees with a plain list of the newest, whatever the order of use")
    func agreesWithModel() {
        var cache = VectorCache(bytes: 8 * 212)
        var model: [Int] = []
        var state: UInt32 = 7
        for _ in 0..<20_000 {
            state = state &* 1_664_525 &+ 1_013_904_223
            let number = Int(state >> 20) % 16
            let expected = model.contains(number)
            #expect((cache.vector(for: tokens(number)) != nil) == expected)
            model.removeAll { $0 == number }
            model.append(number)
            if !expected { cache.insert(Array(repeating: Float(number), count: 10), for: tokens(number)) }
            if model.count > 8 { model.removeFirst() }
        }
    }

    @Test("what is larger than the whole cache is not kept")
    func tooLarge() {
        var cache = VectorCache(bytes: 100)
        cache.insert(Array(repeating: 1, count: 10), for: tokens(1))
        #expect(cache.vector(for: tokens(1)) == nil)
    }
}
