import Files

/// The weights of a model with its matrices as 8-bit integers: where each tensor stands in a file of their own, and what
/// stands there.
///
/// Each row of a matrix has a scale of its own, so that its largest element is ±127: that is symmetric, per output of a
/// product. Vectors (biases, normalisation) and the positions, a hundredth of the whole, stay as they are.
struct QuantizedWeights {
    /// The tensors in the new file; a matrix has another beside it, with its scales.
    let tensors: [String: SafetensorsHeader.Tensor]
    let byteCount: Int
    private let parts: [Part]

    private struct Part {
        let source: SafetensorsHeader.Tensor
        let offset: Int
        let isMatrix: Bool
    }

    /// Where the processor likes numbers to start, and room for the number that `IRIntegers` needs.
    private static let alignment = 64
    private static let rowsAtOnce = 1024
    private static let plain = ["position_embeddings.weight", "token_type_embeddings.weight"]

    /// The name of the tensor with the scale of each row of a matrix.
    static func scales(of name: String) -> String { name + ".scale" }

    /// Lays out a file from the description of another; the numbers are not needed yet.
    init(_ source: [String: SafetensorsHeader.Tensor]) {
        var tensors: [String: SafetensorsHeader.Tensor] = [:]
        var parts: [Part] = []
        var end = Self.alignment
        func place(_ name: String, _ type: ElementType, _ shape: [Int]) {
            let byteCount = shape.reduce(type.size, *)
            tensors[name] = SafetensorsHeader.Tensor(type: type, shape: shape, offset: end, byteCount: byteCount)
            end += (byteCount + Self.alignment - 1) / Self.alignment * Self.alignment
        }
        for (name, tensor) in source.sorted(by: { $0.key < $1.key }) where [.f32, .f16, .bf16].contains(tensor.type) {
            let isMatrix = tensor.shape.count == 2 && !Self.plain.contains(where: name.hasSuffix)
            parts.append(Part(source: tensor, offset: end, isMatrix: isMatrix))
            place(name, isMatrix ? .i8 : tensor.type, tensor.shape)
            if isMatrix { place(Self.scales(of: name), .f32, [tensor.shape[0], 1]) }
        }
        self.tensors = tensors
        self.parts = parts
        byteCount = end
    }

    /// Lends the new file in pieces, from its start to its end.
    ///
    /// - Parameters:
    ///   - file: The file that was described.
    ///   - body: Gets a buffer, and how many of its first bytes are the next of the new file.
    func forEachPiece(
        of file: ReadOnlyFile,
        _ body: (_ buffer: [UInt8], _ count: Int) throws(FileError) -> Void
    ) throws(FileError) {
        var written = 0
        func put(_ bytes: [UInt8]) throws(FileError) {
            try body(bytes, bytes.count)
            written += bytes.count
        }
        func fill(to offset: Int) throws(FileError) {
            if offset > written { try put(Array(repeating: 0, count: offset - written)) }
        }
        try put([1])
        for part in parts {
            try fill(to: part.offset)
            guard part.isMatrix else {
                try put(file.bytes(at: part.source.offset, count: part.source.byteCount))
                continue
            }
            var scales: [UInt8] = []
            let columns = part.source.shape[1]
            let rowBytes = columns * part.source.type.size
            for start in stride(from: 0, to: part.source.shape[0], by: Self.rowsAtOnce) {
                let rows = min(Self.rowsAtOnce, part.source.shape[0] - start)
                let bytes = try file.bytes(at: part.source.offset + start * rowBytes, count: rows * rowBytes)
                let quantized = QuantizedRows(part.source.type.floats(bytes), columns: columns)
                try put(quantized.integers)
                scales += quantized.scales
            }
            try fill(to: (written + Self.alignment - 1) / Self.alignment * Self.alignment)
            try put(scales)
        }
        try fill(to: byteCount)
    }
}

extension ElementType {
    /// The numbers that little-endian bytes of this type of float mean.
    fileprivate func floats(_ bytes: [UInt8]) -> [Float] {
        unsafe bytes.withUnsafeBytes { bytes in
            func bits<Bits: FixedWidthInteger>(_ index: Int) -> Bits {
                Bits(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: index * size, as: Bits.self))
            }
            let count = bytes.count / size
            return switch self {
            case .f16: (0..<count).map { Float(Float16(bitPattern: bits($0))) }
            case .bf16: (0..<count).map { Float(bitPattern: UInt32(bits($0) as UInt16) << 16) }
            default: unsafe Array(bytes.assumingMemoryBound(to: Float.self))
            }
        }
    }
}
