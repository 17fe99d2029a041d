import Foundation
import Glibc
import Subprocess
import SystemPackage

/// How to start one of the built servers: by its name, in a home, with arguments and settings on top.
package struct TestServer: Sendable {
    /// The name of the executable.
    package let name: String
    package var home: PaddleHome
    package var arguments: [String] = []
    package var settings: [String: String] = [:]

    /// The file of a certificate that a client over HTTP trusts, where the server has one of its own.
    package var certificate: String?

    /// How long a server may take to exit once it was told to. A guard against hanging, not a measurement.
    package static let exitLimit = Duration.seconds(20)

    package init(_ name: String, home: PaddleHome) {
        self.name = name
        self.home = home
    }

    /// The same server with further arguments and settings.
    package func with(_ arguments: String..., settings: [String: String] = [:]) -> TestServer {
        var server = self
        server.arguments += arguments
        server.settings.merge(settings) { _, given in given }
        return server
    }

    /// The path of the built server.
    package var path: String { get throws { try BuildProducts.executable(name).path } }

    /// The whole environment of the process.
    package var environment: [String: String] { home.environment.merging(settings) { _, own in own } }

    /// Runs the server's program once, as a command of the shell.
    package func command(_ arguments: String...) async throws -> CommandResult { try await command(arguments) }

    package func command(_ arguments: [String]) async throws -> CommandResult {
        try await CommandResult.of(try path, arguments, environment: environment, within: .seconds(120))
    }
}

// MARK: - Serving

extension TestServer {
    /// Runs the server on standard input and output, and a client of it: `revision` says how the client opens, nil leaves
    /// everything to `body`. When `body` returns, the server's input is closed.
    ///
    /// The server must then exit with 0 (unless the test killed it), and everything that was said is judged: each message
    /// against the schema of its revision, no reply that nobody asked for, and nothing on standard output but the
    /// protocol. What does not hold is thrown.
    @discardableResult
    package func overStdio(
        _ revision: Revision? = .r20251125,
        _ body: (StdioClient) async throws -> Void
    ) async throws -> Ending {
        let arguments = arguments.isEmpty ? [] : ["serve"] + arguments
        return try await serve(arguments, StdioClient.init, revision, body)
    }

    /// Runs the server over HTTP on a free port of the loopback, and a client of it. When `body` returns, the server is told
    /// to stop by SIGTERM; then the same must hold as over standard input and output.
    @discardableResult
    package func overHTTP(
        _ revision: Revision? = .r20251125,
        _ body: (StreamableHTTPClient) async throws -> Void
    ) async throws -> Ending {
        let arguments = ["serve", "--http", "127.0.0.1:0"] + arguments
        let connect = { StreamableHTTPClient(process: $0, trusting: certificate) }
        return try await serve(arguments, connect, revision, body)
    }

    private func serve<Client: ServedClient>(
        _ arguments: [String],
        _ connect: (ServedProcess) -> Client,
        _ revision: Revision?,
        _ body: (Client) async throws -> Void
    ) async throws -> Ending {
        try await TestBench.slots.take {
            let log = ServerLog()
            return try await ServerLog.$current.withValue(log) {
                let result = try await Subprocess.run(
                    .path(FilePath(try path)),
                    arguments: Arguments(arguments),
                    environment: Environment(environment),
                    input: .inputWriter,
                    output: .sequence,
                    error: .sequence
                ) { execution in
                    let client = connect(ServedProcess(identifier: execution.processIdentifier))
                    return await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { await client.pump(into: execution.standardInputWriter) }
                        group.addTask {
                            for try await line in execution.standardOutput.lines { await client.receive(line) }
                            await client.outputEnded()
                        }
                        group.addTask { for try await line in execution.standardError.lines { log.append(line) } }
                        let failure = await Self.attend(client, revision, body)
                        let faults = await Self.end(client, &group)
                        return (client: client, failure: failure, faults: faults)
                    }
                }
                let (client, failure, faults) = result.closureResult
                let ending = Ending(status: .init(result.terminationStatus), received: await client.received)
                return try await Self.judge(ending, of: client, failure, faults, log)
            }
        }
    }

    /// Performs the test's part.
    /// - Returns: What it threw.
    private static func attend<Client: ServedClient>(
        _ client: Client,
        _ revision: Revision?,
        _ body: (Client) async throws -> Void
    ) async -> (any Error)? {
        do {
            try await client.waitUntilServed()
            if let revision { try await client.open(revision) }
            try await body(client)
            return nil
        } catch {
            return error
        }
    }

    /// Lets the server end, and waits until all that it wrote is read.
    /// - Returns: What went wrong with that.
    private static func end(
        _ client: some ServedClient,
        _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async -> [String] {
        var faults: [String] = []
        await client.endServer()
        if await !client.process.waitForExit(limit: exitLimit) {
            faults.append("the server did not exit within \(exitLimit) of being told to")
            client.process.signal(SIGKILL)
        }
        await client.close()
        group.addTask {
            try await Task.sleep(for: exitLimit)
            throw TestSupportError("a process that the server started holds its standard output or error open")
        }
        do {
            for _ in 0..<3 { try await group.next() }
        } catch {
            faults.append("\(error)")
        }
        group.cancelAll()
        return faults
    }

    private static func judge(
        _ ending: Ending,
        of client: some ServedClient,
        _ failure: (any Error)?,
        _ faultsOfExit: [String],
        _ log: ServerLog
    ) async throws -> Ending {
        var faults = await client.faults + faultsOfExit
        if ![.exited(0), .signaled(SIGKILL)].contains(ending.status) {
            faults.append("the server ended with \(ending.status)")
        }
        faults += try await TestBench.judge?.faults(in: await client.transcript) ?? []
        guard failure == nil, faults.isEmpty else {
            throw ServerRunError(failure: failure, faults: faults, status: ending.status, log: log.tail)
        }
        return ending
    }
}
