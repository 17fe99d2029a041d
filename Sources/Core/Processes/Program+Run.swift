import Glibc
import Subprocess
package import SystemPackage

extension Program {
    /// Runs it as a child, to its end, and leaves nothing of it behind.
    ///
    /// The child and all that it starts stay in one process group. All of it is ended when a limit is exceeded and when
    /// this task is cancelled: first by SIGTERM, then by SIGKILL. What the child left running is killed when it ends.
    /// No process of it gains rights by being set-user-ID: one that did could not be killed.
    ///
    /// - Parameters:
    ///   - input: Its standard input. The child need not read it.
    ///   - folder: Its working directory.
    ///   - environment: Its whole environment, but for PATH, LANG and HOME where they are not given.
    ///   - network: Whether it may open sockets, those of this machine included.
    /// - Throws: ``ProgramError`` when it could not be started as asked; `CancellationError` when this task was
    ///   cancelled before it ended. Its own failure is no error but an outcome.
    package func run(
        _ arguments: [String] = [],
        input: [UInt8] = [],
        in folder: FilePath = "/",
        environment: [String: String] = [:],
        network: Bool = false,
        limits: ProgramLimits = ProgramLimits()
    ) async throws -> ProgramOutcome {
        try Task.checkCancellation()
        try check(arguments, environment)
        let variables = Self.environment.merging(environment) { $1 }.map { (Environment.Key(stringLiteral: $0), $1) }
        var options = PlatformOptions()
        options.processGroupID = 0
        let configuration = Configuration(
            executable: .path(Launcher.perl.path),
            arguments: Arguments(
                Launcher.arguments(self, arguments, SystemCallFilter(network: network), ResourceLimit.all(of: limits))
            ),
            environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
            workingDirectory: folder,
            platformOptions: options
        )

        // The supervision alone ends the child. swift-subprocess, were it cancelled, would kill only part of the group.
        let (cancellation, cancel) = AsyncStream<Never>.makeStream()
        let (ending, report) = try await withTaskCancellationHandler {
            try await Task { try await supervise(configuration, input, limits, cancellation) }.value
        } onCancel: {
            cancel.finish()
        }
        if report.stop == .cancelled { throw CancellationError() }
        return try outcome(ending, report, limits)
    }

    private func supervise(
        _ configuration: Configuration,
        _ input: [UInt8],
        _ limits: ProgramLimits,
        _ cancellation: AsyncStream<Never>
    ) async throws -> (TerminationStatus, Supervision.Report) {
        let deadline = ContinuousClock.now + limits.time
        Self.ignoreBrokenPipes
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { child in
                await Supervision(
                    child: child,
                    input: input,
                    limits: limits,
                    deadline: deadline,
                    cancellation: cancellation
                ).run()
            }
            return (result.terminationStatus, result.closureResult)
        } catch let error as SubprocessError {
            throw ProgramError("\(path) could not be run in \(configuration.workingDirectory ?? "/"): \(error)")
        }
    }

    private func outcome(
        _ status: TerminationStatus,
        _ report: Supervision.Report,
        _ limits: ProgramLimits
    ) throws(ProgramError) -> ProgramOutcome {
        if status == .exited(Launcher.failureCode), report.errorOutput.starts(with: Launcher.failureMark.utf8) {
            let reason = report.errorOutput.dropFirst(Launcher.failureMark.utf8.count).prefix { $0 != 0x0A }
            throw ProgramError("\(path) could not be started: \(String(decoding: reason, as: UTF8.self)).")
        }
        let errorOutput = String(decoding: report.errorOutput.prefix(max(limits.errorBytes, 0)), as: UTF8.self)
        let ending: ProgramOutcome.Ending
        var limit = report.stop?.limit
        switch status {
        case .exited(let code): ending = .exited(code)
        case .signaled(let number):
            ending = .signaled(number)
            if limit == nil, number == SIGXCPU { limit = .cpuTime }
            if limit == nil, number == SIGXFSZ { limit = .fileSize }
        }
        return ProgramOutcome(ending: ending, limit: limit, output: report.output, errorOutput: errorOutput)
    }

    private func check(_ arguments: [String], _ environment: [String: String]) throws(ProgramError) {
        guard path.isAbsolute, isExecutable else {
            throw ProgramError("There is no program at \(path) that this process may run.")
        }
        guard Launcher.perl.isExecutable else {
            throw ProgramError(
                "\(path) is not run without limits, and setting them needs /usr/bin/perl (Debian: perl-base)."
            )
        }
        let texts = arguments + environment.flatMap { [$0.key, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains(0) }), !environment.keys.contains(where: { $0.contains("=") })
        else {
            throw ProgramError("An argument or variable for \(path) holds a NUL, or the name of a variable a '='.")
        }
    }

    /// Writing to a child that has closed its input must fail, not end this process.
    private static let ignoreBrokenPipes: Void = {
        var action = sigaction()
        unsafe sigaction(SIGPIPE, nil, &action)
        if unsafe action.__sigaction_handler.sa_handler == nil { signal(SIGPIPE, SIG_IGN) }
    }()
}
