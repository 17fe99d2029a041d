import Cryptography
import Files

/// What the constants of a graph are read from: the file of a model, as it is or quantized on the way.
struct ModelWeights {
    let file: ReadOnlyFile
    let quantized: QuantizedWeights?

    /// The SHA-256 of all bytes.
    ///
    /// - Parameter body: Gets every piece of them in order: a buffer, and how many of its bytes count.
    func sha256(_ body: ([UInt8], Int) throws(FileError) -> Void) throws(FileError) -> String {
        guard let quantized else { return try file.sha256(body) }
        var hash = RunningHash(.sha256)
        try quantized.forEachPiece(of: file) { (buffer, count) throws(FileError) in
            hash.add(buffer, count: count)
            try body(buffer, count)
        }
        return hash.finish().hex
    }
}
