import Files
import SystemPackage

/// A file read into memory whole. It is not mapped: a mapped file that somebody truncates kills the process (SIGBUS).
@safe final class LoadedFile {
    let base: UnsafeMutableRawPointer
    let count: Int

    /// The constants of a graph, as a weights file would hold them.
    convenience init(_ weights: ModelWeights) throws(EmbeddingError) {
        guard let quantized = weights.quantized else {
            try self.init(weights.file)
            return
        }
        self.init(byteCount: quantized.byteCount)
        try EmbeddingError.reading { () throws(FileError) in
            var filled = 0
            try quantized.forEachPiece(of: weights.file) { (piece, count) throws(FileError) in
                unsafe UnsafeMutableRawBufferPointer(start: base + filled, count: count).copyBytes(
                    from: piece[..<count]
                )
                filled += count
            }
        }
    }

    private init(byteCount: Int) {
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        count = byteCount
    }

    init(_ file: ReadOnlyFile) throws(EmbeddingError) {
        let count = file.size
        guard count > 0 else { throw EmbeddingError("\(file.path) is empty. Fetch the model again.") }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
        var filled = 0
        while filled < count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[filled...])
            let read = unsafe (try? file.descriptor.read(fromAbsoluteOffset: Int64(filled), into: rest)) ?? 0
            guard read > 0 else { break }
            filled += read
        }
        guard filled == count, let base = memory.baseAddress else {
            unsafe memory.deallocate()
            throw EmbeddingError("\(file.path) ended early: it has changed while it was read. Start again.")
        }
        unsafe self.base = base
        self.count = count
    }

    deinit {
        unsafe base.deallocate()
    }
}
