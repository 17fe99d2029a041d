import Foundation
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// How to start the built `vector-store` as a server over HTTP: in which home, with which further arguments and settings.
package struct HTTPServer: Sendable {
    package var home: PaddleHome
    package var arguments: [String]
    package var settings: [String: String]

    /// The file of a certificate to trust, where the server has one of its own.
    package var certificate: String?

    /// How long a server may take until it listens. A guard against hanging, not a measurement.
    private static let startLimit = Duration.seconds(60)

    package init(
        home: PaddleHome,
        arguments: [String] = [],
        settings: [String: String] = [:],
        certificate: String? = nil
    ) {
        self.home = home
        self.arguments = arguments
        self.settings = settings
        self.certificate = certificate
    }

    /// Runs the server and a client of it: `revision` says how the client opens, nil leaves everything to `body`.
    ///
    /// When `body` returns, the server is told to stop by SIGTERM, must exit with 0, and everything that was said is
    /// judged as it is over pipes. What does not hold is thrown.
    @discardableResult
    package func run(
        _ revision: Revision? = .r20251125,
        _ body: (MCPHTTPClient) async throws -> Void
    ) async throws -> Ending {
        try await TestBench.slots.take {
            let log = ServerLog()
            return try await ServerLog.$current.withValue(log) { try await run(revision, log: log, body) }
        }
    }

    private func run(
        _ revision: Revision?,
        log: ServerLog,
        _ body: (MCPHTTPClient) async throws -> Void
    ) async throws -> Ending {
        let printed = ServerLog()
        let result = try await Subprocess.run(
            .path(FilePath(try BuildProducts.executable("vector-store").path)),
            arguments: Arguments(["serve", "--http", "127.0.0.1:0"] + arguments),
            environment: Environment(home.environment.merging(settings) { _, own in own }),
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let process = ServedProcess(identifier: execution.processIdentifier)
            return await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for try await line in execution.standardOutput.lines { printed.append(line) } }
                group.addTask { for try await line in execution.standardError.lines { log.append(line) } }
                var faults: [String] = []
                var failure: (any Error)?
                var client: MCPHTTPClient?
                do {
                    let endpoint = try await Self.endpoint(printed, process)
                    let one = MCPHTTPClient(endpoint: endpoint, process: process, trusting: certificate)
                    client = one
                    if let revision { try await one.open(revision) }
                    try await body(one)
                } catch {
                    failure = error
                }
                process.signal(SIGTERM)
                if await !process.waitForExit(limit: Server.exitLimit) {
                    faults.append("the server did not exit within \(Server.exitLimit) of SIGTERM")
                    process.signal(SIGKILL)
                }
                await client?.close()
                group.addTask {
                    try await Task.sleep(for: Server.exitLimit)
                    throw TestSupportError("a process that the server started holds its standard output or error open")
                }
                do {
                    for _ in 0..<2 { try await group.next() }
                } catch {
                    faults.append("\(error)")
                }
                group.cancelAll()
                if printed.all.count > 1 { faults.append("more than one line on standard output: \(printed.text)") }
                return Outcome(
                    failure: failure,
                    faults: await faults + (client?.faults ?? []),
                    transcript: await client?.transcript ?? []
                )
            }
        }
        let outcome = result.closureResult
        let status = Ending.Status(result.terminationStatus)
        var faults = outcome.faults
        if status != .exited(0), status != .signaled(SIGKILL) { faults.append("the server ended with \(status)") }
        faults += try await TestBench.judge?.faults(in: outcome.transcript) ?? []
        guard outcome.failure == nil, faults.isEmpty else {
            throw ServerRunError(failure: outcome.failure, faults: faults, status: status, log: log.tail)
        }
        return Ending(status: status, received: [])
    }

    private struct Outcome {
        var failure: (any Error)?
        var faults: [String]
        var transcript: [TranscriptEntry]
    }

    /// The URL that the server prints when it listens.
    private static func endpoint(_ printed: ServerLog, _ process: ServedProcess) async throws -> String {
        let deadline = ContinuousClock.now + startLimit
        while true {
            if let line = printed.all.first {
                guard let match = line.wholeMatch(of: /Listening on (https?:\/\/127\.0\.0\.1:[0-9]+\/mcp)/) else {
                    throw TestSupportError("the first line on standard output is \(line)")
                }
                return String(match.output.1)
            }
            if process.hasExited { throw TestSupportError("the server exited before it listened") }
            guard ContinuousClock.now < deadline else {
                throw TestSupportError("the server did not listen within \(startLimit)")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
