package import Async
package import HTTP
package import Logging
package import Metrics

/// A server of this process behind a socket of the loopback.
package final class LoopbackServer: Sendable {
    package let port: Int
    package let server: HTTP.HTTPServer
    /// Opens when the server has come to its end.
    package let ended: Latch

    private init(_ port: Int, _ server: HTTP.HTTPServer, _ ended: Latch) {
        self.port = port
        self.server = server
        self.ended = ended
    }

    /// Runs a server for as long as the body does; then the server must come to its own end.
    package static func with<R: Sendable>(
        _ routes: [Route],
        authorizer: (any Authorizer)? = nil,
        logger: Logger = silentLogger,
        metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        configure: (inout HTTPConfiguration) -> Void = { _ in },
        _ body: @Sendable (LoopbackServer) async throws -> R
    ) async throws -> R {
        var configuration = HTTPConfiguration(port: 0)
        configuration.limits = .patient
        configure(&configuration)
        let (addresses, listening) = AsyncStream<HTTPListenAddress>.makeStream()
        let server = HTTP.HTTPServer(
            configuration,
            routes: routes,
            authorizer: authorizer,
            logger: logger,
            metrics: metrics
        ) {
            listening.yield($0)
            listening.finish()
        }
        let ended = Latch()
        let running = Task {
            defer {
                ended.open()
                listening.finish()
            }
            try await server.run()
        }
        var iterator = addresses.makeAsyncIterator()
        guard let port = await iterator.next()?.port else {
            try await running.value
            throw TestSupportError("the server did not listen")
        }
        let result: Result<R, any Error>
        do {
            result = .success(try await body(LoopbackServer(port, server, ended)))
        } catch {
            result = .failure(error)
        }
        server.stop()
        try await running.value
        return try result.get()
    }

    package func connect() throws -> RawHTTPConnection { try RawHTTPConnection(port: port) }

    /// The text of a request; fields given replace those that are always there, and an empty text leaves one out.
    package func request(
        _ method: String,
        _ path: String,
        body: String? = nil,
        _ fields: RawFields = [:]
    ) -> String {
        var all: RawFields = ["Host": "127.0.0.1:\(port)"]
        if let body {
            all.pairs += [("Content-Type", "application/json"), ("Content-Length", String(body.utf8.count))]
        }
        return all.replaced(by: fields).request(method, path, body: body)
    }

    /// Sends one request over a connection of its own.
    package func ask(_ request: String, toHead: Bool = false) async throws -> RawHTTPConnection.Answer {
        let connection = try connect()
        try await connection.send(request)
        return try await connection.answer(toHead: toHead)
    }
}

extension HTTPLimits {
    /// Bounds whose times no slow machine reaches; beyond those of ``RawHTTPConnection``, so that a test that waits for what
    /// must come of its own accord fails.
    package static var patient: Self {
        var limits = Self()
        limits.headerTimeout = .seconds(600)
        limits.idleTimeout = .seconds(600)
        limits.bodyTimeout = .seconds(600)
        limits.writeTimeout = .seconds(600)
        limits.keepaliveInterval = .seconds(600)
        limits.pingInterval = .seconds(600)
        limits.shutdown = .seconds(60)
        return limits
    }
}
