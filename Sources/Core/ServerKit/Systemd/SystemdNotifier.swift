import Files
import FoundationEssentials
import Glibc

/// Tells systemd how the process is doing, as `sd_notify` does: for units of `Type=notify`.
///
/// Where nobody listens, which is wherever `NOTIFY_SOCKET` is not set, nothing is sent. Nothing here waits or fails: a
/// message that does not get through is lost, and the answer is false.
package struct SystemdNotifier: Sendable {
    private let address: UnixSocketAddress?

    /// The address in `NOTIFY_SOCKET`: a path, or after `@` a name in Linux's abstract namespace.
    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        address = environment["NOTIFY_SOCKET"].flatMap { UnixSocketAddress($0) }
    }

    /// Whether somebody listens.
    package var isActive: Bool { address != nil }

    /// The process has started and does its work.
    @discardableResult
    package func ready(status: String? = nil) -> Bool {
        send(["READY=1"] + Self.field(status))
    }

    /// The process is about to end.
    @discardableResult
    package func stopping(status: String? = nil) -> Bool {
        send(["STOPPING=1"] + Self.field(status))
    }

    /// The process is alive: to be said at least once per watchdog interval.
    @discardableResult
    package func watchdog() -> Bool {
        send(["WATCHDOG=1"])
    }

    private static func field(_ status: String?) -> [String] {
        // Each line is a field of its own, so a status must not contain a line break.
        status.map { ["STATUS=" + $0.split(whereSeparator: \.isNewline).joined(separator: " ")] } ?? []
    }

    private func send(_ fields: [String]) -> Bool {
        guard let address else { return false }
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(AF_UNIX, type, 0)
        guard number >= 0 else { return false }
        defer { close(number) }
        let message = Array(fields.joined(separator: "\n").utf8)
        let sent = unsafe address.withSocketAddress { pointer, length in
            unsafe message.withUnsafeBytes { bytes in
                unsafe sendto(
                    number,
                    bytes.baseAddress,
                    bytes.count,
                    Int32(MSG_DONTWAIT | MSG_NOSIGNAL),
                    pointer,
                    length
                )
            }
        }
        return sent == message.count
    }
}
