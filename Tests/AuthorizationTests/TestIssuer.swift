import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import JSONFormat

/// A real HTTP server on loopback that answers what it is told to.
final class TestIssuer: Sendable {
    struct Answer: Sendable {
        var status = HTTPResponseStatus.ok
        var headers: [(String, String)] = []
        var body = ""
    }

    private struct State {
        var answers: [String: Answer] = [:]
        var requests: [String: Int] = [:]
        /// Answers that wait for ``release()``; nil when none is to wait.
        var held: [CheckedContinuation<Void, Never>]?
    }

    private let state = Mutex(State())
    private let arrivals = AsyncStream<Void>.makeStream()
    private let channel: NIOAsyncChannel<Connection, Never>
    let url: String

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private init() async throws {
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        url = "http://127.0.0.1:\(channel.channel.localAddress?.port ?? 0)"
    }

    /// Runs an issuer as long as a test.
    static func serving(_ test: (TestIssuer) async throws -> Void) async throws {
        let issuer = try await TestIssuer()
        try await withThrowingTaskGroup { group in
            group.addTask { try await issuer.serve() }
            try await test(issuer)
            issuer.release()
            group.cancelAll()
        }
    }

    /// What it answers for a path from now on; nil for 404.
    subscript(path: String) -> Answer? {
        get { state.withLock { $0.answers[path] } }
        set { state.withLock { $0.answers[path] = newValue } }
    }

    /// Publishes keys at `/keys`.
    func publish(_ keys: TestKey..., headers: [(String, String)] = []) {
        publish(keys, headers: headers)
    }

    /// Publishes keys at `/keys`.
    func publish(_ keys: [TestKey], headers: [(String, String)] = []) {
        self["/keys"] = Answer(headers: headers, body: JSON.object(["keys": .array(keys.map(\.jwk))]).description)
    }

    /// How often a path was asked for.
    func requests(_ path: String = "/keys") -> Int {
        state.withLock { $0.requests[path] ?? 0 }
    }

    /// Lets answers wait from now on.
    func hold() {
        state.withLock { $0.held = [] }
    }

    /// Returns when a request has come.
    func arrival() async {
        for await _ in arrivals.stream { return }
    }

    /// Lets all answers go.
    func release() {
        let held = state.withLock { state in
            defer { state.held = nil }
            return state.held ?? []
        }
        for answer in held { answer.resume() }
    }

    private func serve() async throws {
        try await channel.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    // A client that goes away is no failure.
                    group.addTask { try? await self.serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: Connection) async throws {
        try await connection.executeThenClose { requests, responses in
            for try await part in requests {
                guard case .head(let head) = part else { continue }
                let answer = state.withLock { state in
                    state.requests[head.uri, default: 0] += 1
                    return state.answers[head.uri] ?? Answer(status: .notFound)
                }
                arrivals.continuation.yield()
                await waitIfHeld()
                var headers = HTTPHeaders(answer.headers)
                headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
                try await responses.write(
                    contentsOf: [
                        .head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)),
                        .body(.byteBuffer(ByteBuffer(string: answer.body))), .end(nil),
                    ]
                )
            }
        }
    }

    private func waitIfHeld() async {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                guard state.held != nil else { return false }
                state.held?.append(continuation)
                return true
            }
            if !isHeld { continuation.resume() }
        }
    }
}
