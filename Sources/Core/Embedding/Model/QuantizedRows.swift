/// Rows of a matrix as 8-bit integers, with a scale for each: the largest element of a row is ±127.
///
/// The loops are plain and over pointers, so that they take a third of a second for 23 million numbers even where the
/// compiler does not optimise, as in tests.
struct QuantizedRows {
    /// The integers, two's complement, one byte each.
    let integers: [UInt8]
    /// The scales as the bytes of f32.
    let scales: [UInt8]

    /// - Parameter numbers: Whole rows of `columns` each.
    init(_ numbers: [Float], columns: Int) {
        let rows = numbers.count / columns
        var scales: [UInt8] = []
        scales.reserveCapacity(rows * 4)
        integers = unsafe [UInt8](unsafeUninitializedCapacity: rows * columns) { integers, filled in
            unsafe numbers.withUnsafeBufferPointer { numbers in
                for row in 0..<rows {
                    let range = row * columns..<(row + 1) * columns
                    let scale = unsafe Self.quantize(
                        UnsafeBufferPointer(rebasing: numbers[range]),
                        into: UnsafeMutableBufferPointer(rebasing: integers[range])
                    )
                    unsafe withUnsafeBytes(of: scale.bitPattern.littleEndian) { unsafe scales.append(contentsOf: $0) }
                }
            }
            filled = rows * columns
        }
        self.scales = scales
    }

    /// Quantizes one row.
    ///
    /// - Returns: Its scale: not a number where an element is not finite, so that the damage shows in every vector.
    private static func quantize(
        _ row: UnsafeBufferPointer<Float>,
        into integers: UnsafeMutableBufferPointer<UInt8>
    ) -> Float {
        var largest: Float = 0
        var sum: Float = 0
        var column = 0
        while column < row.count {
            let size = unsafe row[column].magnitude
            if size > largest { largest = size }
            sum += size
            column &+= 1
        }
        let steps = largest > 0 ? 127 / largest : 0
        // Added to a number of up to 2²¹, this leaves the nearest integer in the lowest bits.
        let rounding: Float = 0x1.8p23
        column = 0
        while column < row.count {
            let number = unsafe row[column] * steps + rounding
            unsafe integers.initializeElement(at: column, to: UInt8(truncatingIfNeeded: number.bitPattern))
            column &+= 1
        }
        return sum.isFinite ? largest / 127 : .nan
    }
}
