import Cryptography
import Files

extension ReadOnlyFile {
    /// The SHA-256 of the whole file, as `sha256sum` prints it.
    ///
    /// - Parameter body: Gets every piece of the file as it is read: a buffer, and how many of its bytes count.
    func sha256(_ body: ([UInt8], Int) throws(FileError) -> Void = { _, _ in }) throws(FileError) -> String {
        var hash = RunningHash(.sha256)
        try forEachPiece { (buffer, count) throws(FileError) in
            hash.add(buffer, count: count)
            try body(buffer, count)
        }
        return hash.finish().hex
    }
}
