import FoundationEssentials
import Glibc
import Testing

@testable import Files
@testable import ServerKit

@Suite("Socket activation")
struct ActivatedSocketsTests {
    private func open(_ type: __socket_type, listening: Bool, on path: String) throws -> Int32 {
        let number = socket(AF_UNIX, Int32(type.rawValue), 0)
        let address = try #require(UnixSocketAddress(path))
        try #require(unsafe address.withSocketAddress { unsafe bind(number, $0, $1) } == 0)
        if listening { try #require(listen(number, 1) == 0) }
        return number
    }

    /// Moves descriptors next to each other at the end of those a process may have, where no other test opens any.
    private func withRow(of descriptors: [Int32], _ body: (Int32) throws -> Void) throws {
        // The number of the lowest of a row of free descriptors far up; each test process has its own.
        let first = try #require(descriptors.first)
        var start: Int32 = 0
        var row: [Int32] = []
        while row.count < descriptors.count {
            row.forEach { close($0) }
            start = fcntl(first, F_DUPFD, start == 0 ? Int32.random(in: 300...600) : start + 1)
            try #require(start >= 0)
            row = [start]
            for descriptor in descriptors.dropFirst() {
                let next = fcntl(descriptor, F_DUPFD, start + Int32(row.count))
                row.append(next)
                if next != start + Int32(row.count) - 1 { break }
            }
            if row.last != start + Int32(descriptors.count) - 1 {
                row.forEach { close($0) }
                row = []
            }
        }
        defer { row.forEach { close($0) } }
        try body(start)
    }

    private func environment(count: Int, names: String? = nil) -> [String: String] {
        var environment = ["LISTEN_PID": "42", "LISTEN_FDS": "\(count)"]
        environment["LISTEN_FDNAMES"] = names
        return environment
    }

    @Test("listening sockets come with their names, and are closed in children")
    func taking() throws {
        let paths = (0..<2).map { _ in "@paddle-\(UUID().uuidString)" }
        let sockets = try paths.map { try open(SOCK_STREAM, listening: true, on: $0) }
        defer { sockets.forEach { close($0) } }
        try withRow(of: sockets) { first in
            let taken = try ActivatedSockets.take(
                environment: environment(count: 2, names: "mcp:metrics"),
                process: 42,
                first: first
            )
            #expect(taken.map(\.name) == ["mcp", "metrics"])
            #expect(taken.map(\.descriptor) == [first, first + 1])
            for socket in taken { #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0) }

            let unnamed = try ActivatedSockets.take(environment: environment(count: 2), process: 42, first: first)
            #expect(unnamed.map(\.name) == ["unknown", "unknown"])
        }
    }

    @Test(
        "a process that was not started with sockets has none",
        arguments: [[:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "42"], ["LISTEN_PID": "41", "LISTEN_FDS": "1"]]
    )
    func none(environment: [String: String]) throws {
        #expect(try ActivatedSockets.take(environment: environment, process: 42, first: 3).isEmpty)
    }

    @Test("no sockets may be announced too")
    func zero() throws {
        for names in [nil, ""] {
            #expect(try ActivatedSockets.take(environment: environment(count: 0, names: names), process: 42).isEmpty)
        }
    }

    private func failure(_ environment: [String: String], first: Int32) -> String? {
        do {
            _ = try ActivatedSockets.take(environment: environment, process: 42, first: first)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("what is announced and cannot be served on is refused, with the reason")
    func unusable() throws {
        let path = "@paddle-\(UUID().uuidString)"
        let bound = try open(SOCK_STREAM, listening: false, on: path + "-bound")
        let datagram = try open(SOCK_DGRAM, listening: false, on: path + "-datagram")
        var pipe: [Int32] = [-1, -1]
        try #require(unsafe Glibc.pipe(&pipe) == 0)
        defer { ([bound, datagram] + pipe).forEach { close($0) } }

        let one = environment(count: 1, names: "mcp")
        #expect(
            failure(one, first: bound) == """
                File descriptor \(bound) ("mcp") does not listen. A listening one is needed: use ListenStream= in the \
                socket unit, without Accept=yes.
                """
        )
        #expect(failure(one, first: datagram)?.contains("is not a stream socket") == true)
        #expect(failure(one, first: pipe[0])?.contains("is not a socket") == true)
        // No process may have this many.
        let closed = failure(one, first: .max - 1)
        #expect(closed?.contains("is not open, although LISTEN_FDS announces it") == true)
    }

    @Test(
        "variables that make no sense are refused, with what was expected",
        arguments: [
            (["LISTEN_PID": "me", "LISTEN_FDS": "1"], "LISTEN_PID must be the number of a process (got \"me\")."),
            (["LISTEN_PID": "42", "LISTEN_FDS": "-1"], "LISTEN_FDS must be how many sockets are open (got \"-1\")."),
            (
                ["LISTEN_PID": "42", "LISTEN_FDS": "2147483647"],
                "LISTEN_FDS must be how many sockets are open (got \"2147483647\")."
            ),
            (
                ["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "one"],
                "LISTEN_FDNAMES has 1 names for the 2 of LISTEN_FDS."
            ),
        ] as [([String: String], String)]
    )
    func badVariables(environment: [String: String], expected: String) {
        #expect(failure(environment, first: 3) == expected)
    }
}
