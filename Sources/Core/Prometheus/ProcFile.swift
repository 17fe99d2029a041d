#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file of `/proc`. Its size is told as zero and it comes in pieces, so that whoever goes by size, or takes a short
/// read for the last, has only its beginning. Reading does not wait: no disk is behind it.
struct ProcFile {
    let path: String

    /// All of it; nil where it cannot be read.
    func text() -> String? {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return nil }
        defer { close(number) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe read(number, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return String(decoding: all, as: UTF8.self) }
            all += piece.prefix(count)
        }
    }
}
