import Glibc
import Processes
import SystemPackage
import Testing

/// Runs a script of the shell under limits.
func sh(
    _ script: String,
    input: [UInt8] = [],
    network: Bool = false,
    _ limits: ProgramLimits = ProgramLimits(grace: .milliseconds(300))
) async throws -> ProgramOutcome {
    try await Program(path: "/bin/sh").run(["-c", script], input: input, network: network, limits: limits)
}

/// Runs a script of Python under limits.
func python(
    _ script: String,
    network: Bool = false,
    _ limits: ProgramLimits = ProgramLimits(grace: .milliseconds(300))
) async throws -> ProgramOutcome {
    try await Program(path: "/usr/bin/python3").run(["-c", script], network: network, limits: limits)
}

extension ProgramOutcome {
    var text: String { String(decoding: output, as: UTF8.self) }
}
