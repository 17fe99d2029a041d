package import Glibc

/// Where a Unix socket is: a path, or a name after `@` in Linux's abstract namespace.
package struct UnixSocketAddress: Sendable {
    /// The bytes of `sun_path`.
    private let path: [UInt8]

    /// Nil for what is neither, or too long.
    package init?(_ text: String) {
        var path = Array(text.utf8)
        guard path.count > 1, !path.contains(0) else { return nil }
        switch path[0] {
        case UInt8(ascii: "/"): path.append(0)
        case UInt8(ascii: "@"): path[0] = 0
        default: return nil
        }
        guard path.count <= MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        self.path = path
    }

    /// Lends the address in the system's form, with its length in bytes.
    package func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        // In the abstract namespace each byte of the length belongs to the name.
        let prefix = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(prefix + path.count))
            }
        }
    }
}
