import Glibc
import Testing

/// A Unix socket where a server would be, that takes connections and never says a word.
final class SilentServer: Sendable {
    let directory: String
    private let listener: Int32

    init() throws {
        var template = Array("/tmp/paddle-silent-XXXXXX\0".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(bindUnixSocket(listener, to: directory + "/.s.PGSQL.5432") && listen(listener, 8) == 0)
    }

    /// Returns when somebody has connected.
    func waitForClient() {
        var descriptor = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&descriptor, 1, -1)
    }

    deinit {
        close(listener)
        unsafe unlink(directory + "/.s.PGSQL.5432")
        unsafe rmdir(directory)
    }
}
