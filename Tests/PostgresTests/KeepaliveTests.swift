import Glibc
import Postgres
import TestSupport
import Testing

@Suite("Keeping TCP connections alive", .timeLimit(.minutes(1)))
struct KeepaliveTests {
    @Test("a connection whose other side is gone is noticed in minutes, whatever the system's defaults")
    func defaults() async throws {
        let options = try await options(of: "")
        #expect(options == Options(idle: 30, interval: 10, count: 3, userTimeout: 120_000))
    }

    @Test("what the URL says of it holds")
    func given() async throws {
        let options = try await options(of: "&keepalives_idle=77&keepalives_count=9&tcp_user_timeout=5000")
        #expect(options == Options(idle: 77, interval: 10, count: 9, userTimeout: 5000))
    }

    private struct Options: Equatable {
        let idle: Int32
        let interval: Int32
        let count: Int32
        let userTimeout: Int32

        init(idle: Int32, interval: Int32, count: Int32, userTimeout: Int32) {
            self.idle = idle
            self.interval = interval
            self.count = count
            self.userTimeout = userTimeout
        }

        init(of descriptor: Int32) {
            func option(_ name: Int32) -> Int32 {
                var value: Int32 = -1
                var size = socklen_t(MemoryLayout<Int32>.size)
                _ = unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), name, &value, &size)
                return value
            }
            self.init(
                idle: option(TCP_KEEPIDLE),
                interval: option(TCP_KEEPINTVL),
                count: option(TCP_KEEPCNT),
                userTimeout: option(TCP_USER_TIMEOUT)
            )
        }
    }

    /// What the driver's socket is set to, as it is when the first bytes have come to the other side.
    private func options(of settings: String) async throws -> Options {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        try #require(listen(listener, 1) == 0)
        let port = try #require(unsafe port(of: listener, getsockname))
        let configuration = try PostgresConfiguration(
            url: "postgresql://user@127.0.0.1:\(port)/db?sslmode=disable&gssencmode=disable" + settings
        )
        let task = Task { try await PostgresConnection.connect(configuration, logger: silentLogger) }
        defer { task.cancel() }
        try await readable(listener)
        let peer = accept(listener, nil, nil)
        defer { close(peer) }
        try await readable(peer)
        // The driver is in this process, so its end of the line is among our descriptors.
        let driver = try #require((0..<1024).first { unsafe self.port(of: $0, getpeername) == port })
        return Options(of: driver)
    }

    private func readable(_ descriptor: Int32) async throws {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&event, 1, 0) == 0 { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// The port of one end of an IPv4 socket; nil when it is none.
    private func port(
        of descriptor: Int32,
        _ end: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe end(descriptor, $0, &size) }
        }
        guard status == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        return UInt16(bigEndian: address.sin_port)
    }
}
