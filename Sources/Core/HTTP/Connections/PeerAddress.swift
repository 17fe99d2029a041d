import Glibc
import NIOCore

/// Where the connections come from that are counted together: an IPv4 address, or the network of an IPv6 address, of
/// which one machine has all addresses (a /64).
struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// nil for this machine, where a reverse proxy may connect for many clients, and for sockets in the file system.
    init?(_ address: SocketAddress?) {
        guard let text = address?.ipAddress, !isLoopback(text) else { return nil }
        if case .v4? = address {
            bytes = Self.bytes(of: text, family: AF_INET, count: 4)
        } else {
            let whole = Self.bytes(of: text, family: AF_INET6, count: 16)
            bytes = Array(whole.starts(with: Self.mapped) ? whole.suffix(4) : whole.prefix(8))
        }
    }

    private static func bytes(of text: String, family: CInt, count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe inet_pton(family, text, &bytes)
        return bytes
    }

    /// How an IPv6 address begins that stands for an IPv4 address.
    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    var description: String {
        guard bytes.count == 8 else { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 8, by: 2).map { index in
            String(Int(bytes[index]) << 8 | Int(bytes[index + 1]), radix: 16)
        }
        return groups.joined(separator: ":") + "::/64"
    }
}
