import Glibc
import Synchronization

/// Standard error, written without ever waiting for its reader: a client that starts a server and never reads its log
/// must not stop it. Lines that do not fit are dropped and counted.
enum StandardError {
    private static let dropped = Mutex(0)

    static func write(line: [UInt8]) {
        dropped.withLock { dropped in
            if dropped > 0 {
                guard write("(\(dropped) log lines found no reader and were dropped)\n".utf8) else {
                    dropped += 1
                    return
                }
                dropped = 0
            }
            if !write(line + [UInt8(ascii: "\n")]) { dropped += 1 }
        }
    }

    /// False where there was no room for all of it.
    private static func write(_ bytes: some Collection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        // A pipe that polls as writable takes this much without blocking: PIPE_BUF.
        for start in stride(from: 0, to: bytes.count, by: 4096) {
            var waited = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
            guard unsafe poll(&waited, 1, 0) == 1, waited.revents & Int16(POLLOUT) != 0 else { return false }
            let count = min(4096, bytes.count - start)
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(STDERR_FILENO, buffer.baseAddress.map { unsafe $0 + start }, count)
            }
            guard written == count else { return false }
        }
        return true
    }
}
