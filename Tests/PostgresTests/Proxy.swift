import Glibc
import Synchronization
import Testing

/// Stands between a driver and a server's Unix socket, and can cut the line or fall silent.
final class Proxy: Sendable {
    enum Mode: Int { case forwarding, silent, cut }

    let directory: String
    private let listener: Int32
    private let mode = Atomic<Int>(Mode.forwarding.rawValue)
    private let ended = Atomic<Bool>(false)

    init(to host: String) throws {
        var template = Array("/tmp/paddle-proxy-XXXXXX\0".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(bindUnixSocket(listener, to: directory + "/.s.PGSQL.5432") && listen(listener, 8) == 0)
        let path = host + "/.s.PGSQL.5432"
        let thread = Box { [self] in run(path) }
        var handle = pthread_t()
        try #require(
            unsafe pthread_create(
                &handle,
                nil,
                {
                    if let box = unsafe $0 { unsafe Unmanaged<Box>.fromOpaque(box).takeRetainedValue().run() }
                    return nil
                },
                Unmanaged.passRetained(thread).toOpaque()
            ) == 0
        )
        pthread_detach(handle)
    }

    private final class Box: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    func set(_ mode: Mode) { self.mode.store(mode.rawValue, ordering: .releasing) }

    /// Closes everything.
    func end() { ended.store(true, ordering: .releasing) }

    private func run(_ path: String) {
        var pairs: [(Int32, Int32)] = []
        while !ended.load(ordering: .acquiring) {
            let mode = Mode(rawValue: mode.load(ordering: .acquiring)) ?? .cut
            if mode == .cut {
                for (client, server) in pairs {
                    close(client)
                    close(server)
                }
                pairs = []
            }
            var descriptors = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            if mode == .forwarding {
                for (client, server) in pairs {
                    descriptors.append(pollfd(fd: client, events: Int16(POLLIN), revents: 0))
                    descriptors.append(pollfd(fd: server, events: Int16(POLLIN), revents: 0))
                }
            }
            guard unsafe poll(&descriptors, nfds_t(descriptors.count), 5) > 0 else { continue }
            for (index, pair) in pairs.enumerated() where mode == .forwarding {
                if descriptors[1 + 2 * index].revents != 0 { forward(pair.0, pair.1) }
                if descriptors[2 + 2 * index].revents != 0 { forward(pair.1, pair.0) }
            }
            if descriptors[0].revents != 0 {
                let client = accept(listener, nil, nil)
                let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
                if client >= 0, connectUnixSocket(server, to: path) { pairs.append((client, server)) }
            }
        }
        for (client, server) in pairs {
            close(client)
            close(server)
        }
        close(listener)
        unsafe unlink(directory + "/.s.PGSQL.5432")
        unsafe rmdir(directory)
    }

    private func forward(_ source: Int32, _ target: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(source, &bytes, bytes.count, 0)
        guard count > 0 else {
            shutdown(target, Int32(SHUT_WR))
            return
        }
        var sent = 0
        while sent < count {
            let more = unsafe bytes[sent..<count].withUnsafeBytes { bytes in
                unsafe send(target, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard more > 0 else { return }
            sent += more
        }
    }
}
