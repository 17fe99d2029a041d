import Testing

@testable import Embedding

@Suite struct QuantizedRowsTests {
    private func scale(_ rows: QuantizedRows, _ row: Int) -> Float {
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(rows.scales[row * 4 + $1]) << (8 * UInt32($1)) })
    }

    @Test("every number comes back within half a step of its row, and the largest as it was")
    func roundTrip() {
        var random = SystemRandomNumberGenerator()
        let columns = 50
        let numbers = (0..<20 * columns).map { Float.random(in: -1...1, using: &random) * Float($0 / columns + 1) }
        let rows = QuantizedRows(numbers, columns: columns)
        for (index, number) in numbers.enumerated() {
            let scale = scale(rows, index / columns)
            let back = Float(Int8(bitPattern: rows.integers[index])) * scale
            #expect(abs(back - number) <= scale * 0.5001)
        }
        for row in 0..<20 {
            let integers = rows.integers[row * columns..<(row + 1) * columns].map { Int8(bitPattern: $0).magnitude }
            #expect(integers.max() == 127)
        }
    }

    @Test("a row of zeros stays one")
    func zeros() {
        let rows = QuantizedRows([0, 0, 0, 4, -8, 2], columns: 3)
        #expect(rows.integers == [0, 0, 0, 64, UInt8(bitPattern: -127), 32])
        #expect(scale(rows, 0) == 0 && scale(rows, 1) == 8.0 / 127)
    }

    @Test("damage shows", arguments: [Float.nan, .infinity, -.infinity])
    func damage(number: Float) {
        let rows = QuantizedRows([1, number, 3, 4, 5, 6], columns: 3)
        #expect(scale(rows, 0).isNaN)
        #expect(scale(rows, 1).isFinite)
    }
}
