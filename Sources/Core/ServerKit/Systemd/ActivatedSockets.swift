import Async
import FoundationEssentials
import Glibc

/// Socket activation: systemd listens, and starts the server with the sockets open.
package enum ActivatedSockets {
    /// The sockets this process was started with; none where it was started without.
    ///
    /// The environment is left unchanged. Call it once: two calls give the same descriptors.
    ///
    /// - Parameters:
    ///   - environment: `LISTEN_PID`, whose sockets they are; `LISTEN_FDS`, how many; and `LISTEN_FDNAMES`.
    ///   - process: The id of this process.
    ///   - first: The descriptor of the first socket; by the protocol it is 3.
    package static func take(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        process: Int32 = ProcessInfo.processInfo.processIdentifier,
        first: Int32 = 3
    ) throws(SocketActivationError) -> [ActivatedSocket] {
        guard let owner = environment["LISTEN_PID"], let announced = environment["LISTEN_FDS"] else { return [] }
        guard let owner = Int32(owner), owner > 0 else {
            throw SocketActivationError("LISTEN_PID must be the number of a process (got \"\(owner)\").")
        }
        // Children inherit the variables, not the sockets.
        guard owner == process else { return [] }
        guard let count = Int32(announced), count >= 0, count <= .max - first else {
            throw SocketActivationError("LISTEN_FDS must be how many sockets are open (got \"\(announced)\").")
        }
        let names = environment["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false)
        if let names, names.count != count, count > 0 {
            throw SocketActivationError("LISTEN_FDNAMES has \(names.count) names for the \(count) of LISTEN_FDS.")
        }
        var sockets: [ActivatedSocket] = []
        for offset in 0..<count {
            let name = names.map { String($0[Int(offset)]) } ?? "unknown"
            let socket = ActivatedSocket(descriptor: first + offset, name: name)
            try closeInChildren(socket)
            sockets.append(socket)
        }
        for socket in sockets { try check(socket) }
        return sockets
    }

    private static func closeInChildren(_ socket: ActivatedSocket) throws(SocketActivationError) {
        let flags = fcntl(socket.descriptor, F_GETFD)
        guard flags >= 0, fcntl(socket.descriptor, F_SETFD, flags | FD_CLOEXEC) >= 0 else {
            throw SocketActivationError(
                "\(socket.inWords) is not open, although LISTEN_FDS announces it. Start the server by its socket unit."
            )
        }
    }

    private static func check(_ socket: ActivatedSocket) throws(SocketActivationError) {
        guard let type = option(SO_TYPE, of: socket) else {
            throw SocketActivationError("\(socket.inWords) is not a socket. \(expected)")
        }
        guard type == Int32(SOCK_STREAM.rawValue) else {
            throw SocketActivationError("\(socket.inWords) is not a stream socket. \(expected)")
        }
        guard option(SO_ACCEPTCONN, of: socket) == 1 else {
            throw SocketActivationError("\(socket.inWords) does not listen. \(expected)")
        }
    }

    private static let expected =
        "A listening one is needed: use ListenStream= in the socket unit, without Accept=yes."

    private static func option(_ option: Int32, of socket: ActivatedSocket) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(socket.descriptor, SOL_SOCKET, option, &value, &length) == 0 else { return nil }
        return value
    }
}

extension ActivatedSocket {
    fileprivate var inWords: String { "File descriptor \(descriptor) (\"\(name)\")" }
}
