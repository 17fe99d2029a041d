import Glibc
import Subprocess

/// A server's process, as its parent sees it.
package struct ServedProcess: Sendable {
    let identifier: ProcessIdentifier

    package func signal(_ number: Int32) { kill(identifier.value, number) }

    /// Whether the process exits by itself within the limit.
    package func waitForExit(limit: Duration = TestServer.exitLimit) async -> Bool {
        (try? await awaited("the end of the process", within: limit) { hasExited ? true : nil }) ?? false
    }

    var hasExited: Bool {
        var descriptor = pollfd(fd: identifier.processDescriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&descriptor, 1, 0) == 1
    }
}
