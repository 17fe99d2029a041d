import FoundationEssentials
import Glibc

@testable import Files
@testable import ServerKit

/// A socket like the one systemd listens on.
final class NotificationListener: Sendable {
    enum Place {
        case file, abstractNamespace
    }

    struct Failure: Error {
        let call: String
        let code: Int32
    }

    /// What `NOTIFY_SOCKET` would be.
    let name: String
    private let number: Int32

    init(_ place: Place = .file) throws {
        name = (place == .file ? "/tmp/" : "@") + "paddle-notify-\(UUID().uuidString)"
        number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let bound = unsafe UnixSocketAddress(name)?.withSocketAddress { unsafe bind(number, $0, $1) }
        guard number >= 0, bound == 0 else { throw Failure(call: "bind", code: errno) }
    }

    deinit {
        close(number)
        if name.hasPrefix("/") { unsafe unlink(name) }
    }

    var environment: [String: String] { ["NOTIFY_SOCKET": name] }

    /// A message that has come, or nil.
    func message() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(number, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The next message, waited for.
    func nextMessage() async throws -> String {
        while true {
            if let message = message() { return message }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
