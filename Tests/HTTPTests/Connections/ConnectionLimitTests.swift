import Async
import Glibc
import HTTPTypes
import Logging
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import HTTP

@Suite("HTTP: how many connections there may be", .timeLimit(.minutes(2)))
struct ConnectionLimitTests {
    private static let hello = Route(.get, "/hello", access: .open) { _ in .text("hello") }

    /// Answers when it is told to.
    private func hold(_ release: Latch) -> Route {
        Route(.get, "/hold", access: .open) { _ in
            await release.wait()
            return .text("done")
        }
    }

    private func warnings(_ log: LogRecorder) -> Int { log.entries.count { $0.level == .warning } }

    @Test("where all are taken, those that have been idle for longest make room, of which the log tells once")
    func idleOnesMakeRoom() async throws {
        let log = LogRecorder()
        try await LoopbackServer.with(
            [Self.hello],
            logger: log.logger,
            configure: { $0.limits.connections = 3 }
        ) { server async throws in
            let oldest = try server.connect()
            var held = [oldest]
            for _ in 0..<4 {
                let next = try server.connect()
                held.append(next)
                try await next.send(server.request("GET", "/hello"))
                #expect(try await next.answer().text == "hello")
            }
            #expect(try await oldest.untilClosed() == [])
        }
        #expect(warnings(log) == 1)
    }

    @Test("where all are busy, the next wait, and are served when others close")
    func busyOnesKeepTheirs() async throws {
        let release = Latch()
        try await LoopbackServer.with(
            [hold(release), Self.hello],
            configure: { $0.limits.connections = 2 }
        ) { server async throws in
            let busy = [try server.connect(), try server.connect()]
            for connection in busy { try await connection.send(server.request("GET", "/hold")) }
            let waiting = try server.connect()
            try await waiting.send(server.request("GET", "/hello"))
            release.open()
            for connection in busy { #expect(try await connection.answer().text == "done") }
            busy[0].close()
            #expect(try await waiting.answer().text == "hello")
        }
    }

    @Test(
        "one address of another machine has a limit of its own, of which the log tells once; the loopback has none",
        .enabled(if: (try? Self.outerAddress()) != nil, "the machine has only a loopback")
    )
    func oneAddress() async throws {
        let address = try #require(try Self.outerAddress())
        let log = LogRecorder()
        try await LoopbackServer.with(
            [Self.hello],
            logger: log.logger,
            configure: {
                $0.address = .tcp(host: "0.0.0.0", port: 0)
                $0.allowsOpenNetwork = true
                $0.limits.connectionsPerAddress = 2
            }
        ) { server async throws in
            let local = try (0..<4).map { _ in try server.connect() }
            let outer = try (0..<2).map { _ in try RawHTTPConnection(host: address, port: server.port) }
            for connection in local + outer {
                try await connection.send(server.request("GET", "/hello"))
                #expect(try await connection.answer().text == "hello")
            }
            for _ in 0..<3 {
                #expect(try await RawHTTPConnection(host: address, port: server.port).untilClosed() == [])
            }
            #expect(warnings(log) == 1)
            outer[0].close()
            try await eventually {
                let next = try RawHTTPConnection(host: address, port: server.port)
                try await next.send(server.request("GET", "/hello"))
                return (try? await next.answer().text) == "hello"
            }
        }
    }

    /// An address of this machine that is not its loopback; nil where it has none.
    private static func outerAddress() throws -> String? {
        try System.enumerateDevices().compactMap(\.address)
            .first { if case .v4 = $0 { PeerAddress($0) != nil } else { false } }?.ipAddress
    }

    @Test("an address is one of IPv4, or a network of IPv6; the loopback is none")
    func addresses() throws {
        func peer(_ text: String) throws -> String? {
            PeerAddress(try SocketAddress(ipAddress: text, port: 1))?.description
        }
        #expect(try peer("192.0.2.7") == "192.0.2.7")
        #expect(try peer("::ffff:192.0.2.7") == "192.0.2.7")
        #expect(try peer("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64")
        #expect(try peer("2001:db8:1:2::9") == "2001:db8:1:2::/64")
        for text in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] { #expect(try peer(text) == nil) }
        #expect(PeerAddress(try SocketAddress(unixDomainSocketPath: "/tmp/x")) == nil)
    }

    @Test("the limit of open files leaves room for the database and files, and at least a quarter for connections")
    func descriptors() {
        #expect(DescriptorLimit.connections(of: 1024, within: 1_048_576) == 1024)
        #expect(DescriptorLimit.connections(of: 1024, within: 1024) == 896)
        #expect(DescriptorLimit.connections(of: 1024, within: 100) == 25)
        #expect(DescriptorLimit.connections(of: 1024, within: 1) == 1)
    }

    @Test("a soft limit of open files that is too low is raised as far as needed and allowed")
    func raised() throws {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var before = rlimit()
        #expect(unsafe getrlimit(resource, &before) == 0)
        defer { unsafe setrlimit(resource, &before) }
        var low = rlimit(rlim_cur: before.rlim_cur / 2, rlim_max: before.rlim_max)
        #expect(unsafe setrlimit(resource, &low) == 0)
        let wanted = Int(before.rlim_cur) - 200
        #expect(DescriptorLimit.makeRoom(forConnections: wanted) == wanted)
        var after = rlimit()
        #expect(unsafe getrlimit(resource, &after) == 0)
        #expect(after.rlim_cur == rlim_t(wanted + 128))
    }
}
