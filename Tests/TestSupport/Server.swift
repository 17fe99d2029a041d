import Foundation
import Subprocess
import SystemPackage

/// How to start the built `vector-store`: in which home, with which arguments and which settings on top of it.
package struct Server: Sendable {
    package var home: PaddleHome
    package var arguments: [String]
    package var settings: [String: String]

    /// How long a server may take to exit once its input has ended. A guard against hanging, not a measurement.
    static let exitLimit = Duration.seconds(20)

    package init(home: PaddleHome, arguments: [String] = [], settings: [String: String] = [:]) {
        self.home = home
        self.arguments = arguments
        self.settings = settings
    }

    /// Runs the server and a client of it: `revision` says how the client opens, nil leaves everything to `body`.
    ///
    /// When `body` returns, the server's input is closed and its exit awaited. Then everything that went over the
    /// pipes is judged: each message against the schema of its revision, no reply that nobody asked for, and nothing
    /// on standard output but the protocol. What does not hold is thrown.
    @discardableResult
    package func run(
        _ revision: Revision? = .r20251125,
        _ body: (MCPClient) async throws -> Void
    ) async throws -> Ending {
        try await TestBench.slots.take {
            let log = ServerLog()
            return try await ServerLog.$current.withValue(log) { try await run(revision, log: log, body) }
        }
    }

    private func run(
        _ revision: Revision?,
        log: ServerLog,
        _ body: (MCPClient) async throws -> Void
    ) async throws -> Ending {
        let client = MCPClient(log: log)
        let result = try await Subprocess.run(
            .path(FilePath(try path)),
            arguments: Arguments(arguments),
            environment: Environment(environment),
            input: .inputWriter,
            output: .sequence,
            error: .sequence
        ) { execution in
            await client.attach(to: ServedProcess(identifier: execution.processIdentifier))
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await client.pump(into: execution.standardInputWriter) }
                group.addTask {
                    for try await line in execution.standardOutput.lines { await client.receive(line) }
                    await client.outputEnded()
                }
                group.addTask { for try await line in execution.standardError.lines { log.append(line) } }
                var failure: (any Error)?
                do {
                    if let revision { try await client.open(revision) }
                    try await body(client)
                } catch {
                    failure = error
                }
                await client.closeInput()
                var faults: [String] = []
                if await !client.waitForExit(limit: Self.exitLimit) {
                    faults.append("the server did not exit within \(Self.exitLimit) of the end of its input")
                    try execution.send(signal: .kill)
                }
                group.addTask {
                    try await Task.sleep(for: Self.exitLimit)
                    throw TestSupportError("a process that the server started holds its standard output or error open")
                }
                do {
                    for _ in 0..<3 { try await group.next() }
                } catch {
                    faults.append("\(error)")
                }
                group.cancelAll()
                return (failure: failure, faults: faults)
            }
        }
        let (failure, faultsOfExit) = result.closureResult
        let ending = Ending(status: .init(result.terminationStatus), received: await client.received)
        var faults = await client.faults + faultsOfExit
        faults += try await TestBench.judge?.faults(in: await client.transcript) ?? []
        guard failure == nil, faults.isEmpty else {
            throw ServerRunError(failure: failure, faults: faults, status: ending.status, log: log.tail)
        }
        return ending
    }

    /// Runs the server's program once, as a command of the shell.
    package func command(_ arguments: [String]) async throws -> CommandResult {
        try await CommandResult.of(try path, arguments, environment: environment)
    }

    /// The path of the built server.
    package var path: String { get throws { try BuildProducts.executable("vector-store").path } }

    /// The whole environment of the process.
    package var environment: [String: String] { home.environment.merging(settings) { _, own in own } }
}

/// What is left when a server has exited.
package struct Ending: Sendable {
    /// How the process ended: by itself with a status, or by a signal.
    package enum Status: Sendable, Equatable {
        case exited(Int32)
        case signaled(Int32)

        init(_ status: TerminationStatus) {
            self =
                switch status {
                case .exited(let code): .exited(code)
                case .signaled(let number): .signaled(number)
                }
        }
    }

    package var status: Status

    /// Every message of the server, in order.
    package var received: [JSONValue]
}

/// A run of the server went wrong: the test's own error, what the server did against the rules, and how it ended.
struct ServerRunError: Error, CustomStringConvertible {
    var failure: (any Error)?
    var faults: [String]
    var status: Ending.Status
    var log: String

    var description: String {
        let reasons = [failure.map { "\($0)" }].compactMap(\.self) + faults
        return (reasons + ["the server ended with \(status); its log:", log]).joined(separator: "\n")
    }
}

extension SubprocessOutputSequence {
    /// The lines, ended by a line feed alone: JSON strings may hold the other line breaks of Unicode.
    var lines: StringSequence<UTF8> {
        strings(separatedBy: .unicodeScalarSequence(["\n"]), bufferingPolicy: .unbounded)
    }
}
