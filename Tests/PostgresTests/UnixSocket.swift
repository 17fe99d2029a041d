import Glibc

/// Gives a Unix socket its name.
func bindUnixSocket(_ descriptor: Int32, to path: String) -> Bool {
    unsafe withUnixAddress(path) { unsafe bind(descriptor, $0, $1) } == 0
}

/// Connects a Unix socket.
func connectUnixSocket(_ descriptor: Int32, to path: String) -> Bool {
    unsafe withUnixAddress(path) { unsafe connect(descriptor, $0, $1) } == 0
}

private func withUnixAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
        for (index, byte) in path.utf8.enumerated() where index < field.count - 1 { unsafe field[index] = byte }
    }
    return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
