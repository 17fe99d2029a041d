extension OpenVINOModel {
    /// Runs the model over token rows and passes the output to `body`: its elements and its shape, [rows, width] or
    /// [rows, length, width]. Rows are padded to `length` with token 0, which the mask hides.
    func run<Result>(
        _ rows: [[Int32]],
        length: Int,
        _ body: (_ output: UnsafeBufferPointer<Float>, _ shape: [Int]) throws(EmbeddingError) -> Result
    ) throws(EmbeddingError) -> Result {
        // A tensor borrows its memory, which must live until the inference is over.
        var memory: [UnsafeMutableRawPointer] = unsafe []
        defer { unsafe memory.forEach { unsafe $0.deallocate() } }
        var tensors: [OpenVINOHandle] = []
        for input in inputs {
            let bytes = rows.count * length * input.type.size
            let pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            unsafe memory.append(pointer)
            switch input.type {
            case .i64: unsafe fill(pointer, as: Int64.self, input.content, rows, length) { Int64($0) }
            case .i32: unsafe fill(pointer, as: Int32.self, input.content, rows, length) { $0 }
            default: unsafe fill(pointer, as: Float.self, input.content, rows, length) { Float($0) }
            }
            var shape = [rows.count, length]
            let tensor = try unsafe OpenVINOHandle(library, "hold a batch", free: library.tensorFree) {
                unsafe library.tensorOver(input.type.rawValue, 2, &shape, pointer, $0)
            }
            tensors.append(tensor)
            try library.check(
                unsafe library.setTensor(request.raw, input.content.rawValue, tensor.raw),
                "set \(input.content.rawValue)"
            )
        }
        try library.check(unsafe library.infer(request.raw), "compute a batch of \(rows.count) × \(length) tokens")
        let output = try unsafe OpenVINOHandle(library, "give the output", free: library.tensorFree) {
            unsafe library.outputTensor(request.raw, self.output, $0)
        }
        let shape = try shape(of: output)
        var type: UInt32 = 0
        try library.check(unsafe library.tensorType(output.raw, &type), "tell the type of the output")
        var data: UnsafeMutableRawPointer?
        try library.check(unsafe library.tensorData(output.raw, &data), "give the output's data")
        let fits = shape.first == rows.count && (shape.count == 2 || shape.count == 3 && shape[1] == length)
        guard fits, type == ElementType.f32.rawValue, let data = unsafe data else {
            throw EmbeddingError(
                "The model answers \(shape) for \(rows.count) rows of \(length) tokens, which is no embedding of text."
            )
        }
        let count = shape.reduce(1, *)
        let elements = unsafe UnsafeBufferPointer(start: data.assumingMemoryBound(to: Float.self), count: count)
        defer { extendLifetime(tensors) }
        return try unsafe body(elements, shape)
    }

    private func fill<Element: Numeric>(
        _ pointer: UnsafeMutableRawPointer,
        as type: Element.Type,
        _ content: Input.Content,
        _ rows: [[Int32]],
        _ length: Int,
        _ convert: (Int32) -> Element
    ) {
        let elements = unsafe pointer.bindMemory(to: Element.self, capacity: rows.count * length)
        unsafe elements.initialize(repeating: 0, count: rows.count * length)
        guard content != .types else { return }
        for (index, row) in rows.enumerated() {
            let start = unsafe elements + index * length
            for (place, token) in row.enumerated() {
                unsafe start[place] = content == .identifiers ? convert(token) : 1
            }
        }
    }

    private func shape(of tensor: OpenVINOHandle) throws(EmbeddingError) -> [Int] {
        // ov_shape_t: a rank and a pointer to that many dimensions.
        let words = UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 8)
        defer { unsafe words.deallocate() }
        try library.check(unsafe library.tensorShape(tensor.raw, words), "tell the shape of the output")
        defer { _ = unsafe library.shapeFree(words) }
        let rank = unsafe words.load(as: Int.self)
        guard let dimensions = unsafe words.load(fromByteOffset: 8, as: UnsafePointer<Int>?.self) else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: dimensions, count: rank))
    }
}
