import Testing

@testable import Embedding

@Suite struct BatchPlannerTests {
    private let planner = BatchPlanner(window: 256)

    private func padded(_ lengths: [Int]) -> Int {
        planner.batches(lengths).reduce(0) { sum, range in
            sum + range.count * planner.length(rows: range.count, longest: lengths[range.upperBound - 1])
        }
    }

    @Test("batches hold every row once, in order")
    func complete() {
        var random = SystemRandomNumberGenerator()
        for count in [0, 1, 2, 63, 64, 65, 1000] {
            let lengths = (0..<count).map { _ in Int.random(in: 2...256, using: &random) }.sorted()
            #expect(planner.batches(lengths).flatMap(Array.init) == Array(0..<count))
        }
    }

    @Test("no batch has more tokens or rows than allowed, padding included")
    func bounded() {
        for length in [2, 16, 17, 64, 100, 255, 256] {
            for range in planner.batches(Array(repeating: length, count: 300)) {
                #expect(range.count <= planner.rows)
                #expect(range.count * planner.length(rows: range.count, longest: length) <= planner.tokens)
            }
        }
    }

    @Test("a short row is not padded to a long one")
    func unlike() {
        #expect(planner.batches([10, 10, 10, 10, 256]) == [0..<4, 4..<5])
    }

    @Test("padding stays a small part of the work")
    func wastesLittle() {
        let lengths = (0..<400).map { 7 + $0 / 2 }
        #expect(Double(padded(lengths)) < 1.1 * Double(lengths.reduce(0, +)))
    }

    @Test("whatever is asked for, there are few shapes, for OpenVINO keeps a megabyte for each")
    func fewShapes() {
        struct Shape: Hashable { let rows, length: Int }
        var random = SystemRandomNumberGenerator()
        var shapes: Set<Shape> = []
        for _ in 0..<2000 {
            let count = Int.random(in: 1...100, using: &random)
            let longest = Int.random(in: 3...256, using: &random)
            let lengths = (0..<count).map { _ in Int.random(in: 2...longest, using: &random) }.sorted()
            for range in planner.batches(lengths) {
                let longest = lengths[range.upperBound - 1]
                shapes.insert(Shape(rows: range.count, length: planner.length(rows: range.count, longest: longest)))
            }
        }
        #expect(shapes.count <= 48)
    }

    @Test("a row longer than a batch is a batch of its own")
    func overlong() {
        let planner = BatchPlanner(window: 4096)
        #expect(planner.batches([4000, 4001]) == [0..<1, 1..<2])
    }

    @Test("padding never passes the window")
    func window() {
        #expect(BatchPlanner(window: 250).length(rows: 3, longest: 249) == 250)
    }
}
