import Async
import Files
import Glibc
import Synchronization
import Testing

/// Stands between a driver and a server's Unix socket, and can cut the line or fall silent.
package final class Proxy: Sendable {
    package enum Mode: Int {
        case forwarding
        case silent
        case cut
        /// The next COMMIT reaches the server, and its answer does not come back: all lines are cut, and further ones
        /// are forwarded.
        case losingCommit
    }

    private let listener: ListeningSocket
    package var directory: String { listener.directory }
    private let mode = Atomic<Int>(Mode.forwarding.rawValue)
    private let ended = Atomic<Bool>(false)

    package init(to host: String) throws {
        listener = try ListeningSocket()
        let server = try ListeningSocket.address(in: host)
        try DedicatedThread.start(named: "proxy") { [self] in run(to: server) }
    }

    package func set(_ mode: Mode) { self.mode.store(mode.rawValue, ordering: .releasing) }

    /// Closes everything.
    package func end() { ended.store(true, ordering: .releasing) }

    private func run(to address: UnixSocketAddress) {
        var pairs: [(Int32, Int32)] = []
        while !ended.load(ordering: .acquiring) {
            let mode = Mode(rawValue: mode.load(ordering: .acquiring)) ?? .cut
            if mode == .cut { Self.cut(&pairs) }
            var descriptors = [pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0)]
            let forwards = mode == .forwarding || mode == .losingCommit
            if forwards {
                for (client, server) in pairs {
                    descriptors.append(pollfd(fd: client, events: Int16(POLLIN), revents: 0))
                    descriptors.append(pollfd(fd: server, events: Int16(POLLIN), revents: 0))
                }
            }
            guard unsafe poll(&descriptors, nfds_t(descriptors.count), 5) > 0 else { continue }
            for (index, pair) in pairs.enumerated() where forwards {
                if descriptors[1 + 2 * index].revents != 0 {
                    let isCommit = forward(pair.0, pair.1)
                    if isCommit, mode == .losingCommit {
                        // It is committed once the server has answered.
                        var answer: UInt8 = 0
                        _ = unsafe recv(pair.1, &answer, 1, 0)
                        Self.cut(&pairs)
                        set(.forwarding)
                        break
                    }
                }
                if descriptors[2 + 2 * index].revents != 0 { forward(pair.1, pair.0) }
            }
            if descriptors[0].revents != 0 {
                let client = accept(listener.descriptor, nil, nil)
                let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                if client >= 0, unsafe address.withSocketAddress({ unsafe connect(server, $0, $1) }) == 0 {
                    pairs.append((client, server))
                }
            }
        }
        Self.cut(&pairs)
    }

    private static func cut(_ pairs: inout [(Int32, Int32)]) {
        for (client, server) in pairs {
            close(client)
            close(server)
        }
        pairs = []
    }

    /// - Returns: Whether it was the statement COMMIT.
    @discardableResult
    private func forward(_ source: Int32, _ target: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(source, &bytes, bytes.count, 0)
        guard count > 0 else {
            shutdown(target, Int32(SHUT_WR))
            return false
        }
        var sent = 0
        while sent < count {
            let more = unsafe bytes[sent..<count].withUnsafeBytes { bytes in
                unsafe send(target, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard more > 0 else { return false }
            sent += more
        }
        return bytes[..<count].contains("COMMIT\0".utf8)
    }
}
