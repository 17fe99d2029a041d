import Processes
import SystemPackage

/// One run of a program that reads documents, on one file.
struct DocumentProgram: Sendable {
    let program: Program
    let limits: FormatLimits
    /// Address space for the memory that a file may take, and for what the program itself needs.
    let addressSpace: Int

    /// What it wrote, and the beginning of what it said besides.
    typealias Answer = (output: [UInt8], remarks: String)

    /// Runs it with the file as its input, without network and without writing any file.
    func run(_ arguments: [String], _ file: InputFile) async throws -> Answer {
        let outcome: ProgramOutcome
        do {
            outcome = try await program.run(
                arguments,
                input: file.bytes,
                limits: ProgramLimits(
                    time: limits.time,
                    addressSpace: addressSpace,
                    fileBytes: 0,
                    outputBytes: limits.outputBytes
                )
            )
        } catch let error as ProgramError {
            throw file.error(.programMissing, "\(error)")
        }
        if let error = failure(outcome, file) { throw error }
        return (outcome.output, outcome.errorOutput)
    }

    private var name: String { program.path.lastComponent?.string ?? program.path.string }

    private func failure(_ outcome: ProgramOutcome, _ file: InputFile) -> FormatError? {
        switch outcome.limit {
        case .time, .cpuTime:
            return file.error(.tooSlow, "\(name) worked on it for \(limits.time) without an end. Split it up.")
        case .output, .fileSize:
            return file.error(
                .tooLarge,
                "its text is longer than the \(limits.outputBytes.inMegabytes) that are read. Split it up."
            )
        case nil: break
        }
        if outcome.succeeded { return nil }
        let said = outcome.errorOutput.lowercased()
        if ["heap exhausted", "out of memory", "allocate memory", "bytes of memory", "bad_alloc"].contains(
            where: said.contains
        ) {
            return file.error(
                .tooMuchMemory,
                "\(name) needs more than \(limits.memoryBytes.inMegabytes) of memory for it. Split it up."
            )
        }
        if said.contains("incorrect password") || said.contains("unsupported security handler") {
            return file.error(.encrypted, "it needs a password. Save it without one.")
        }
        return file.error(.damaged, "\(name) finds no document in it that it can read (\(reason(outcome))).")
    }

    private func reason(_ outcome: ProgramOutcome) -> String {
        let lines = outcome.errorOutput.split(whereSeparator: \.isNewline).filter { !$0.contains("[WARNING]") }
        if let line = lines.first(where: { $0.contains { $0.isLetter } }) { return String(line.prefix(200)) }
        return switch outcome.ending {
        case .exited(let code): "exit code \(code)"
        case .signaled(let number): "signal \(number)"
        }
    }
}
