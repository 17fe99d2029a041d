import Glibc
import TestSupport

/// A Unix socket where a server would be, that takes connections and never says a word.
final class SilentServer: Sendable {
    private let socket: ListeningSocket
    var directory: String { socket.directory }

    init() throws {
        socket = try ListeningSocket()
    }

    /// Returns when somebody has connected.
    func waitForClient() {
        var descriptor = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&descriptor, 1, -1)
    }
}
