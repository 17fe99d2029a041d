import Foundation
import Subprocess

extension ServedProcess {
    /// How many files and sockets the process has open.
    package var openFiles: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "\(folder)/fd").count }
    }

    /// The soft limit of files and sockets that the process may have open.
    package var openFilesLimit: Int {
        get throws {
            let limits = try String(contentsOfFile: "\(folder)/limits", encoding: .utf8).split(separator: "\n")
            guard let words = limits.first(where: { $0.hasPrefix("Max open files") })?.split(separator: " "),
                let limit = Int(words[3])
            else { throw TestSupportError("no limit of open files in \(limits)") }
            return limit
        }
    }

    package func limitOpenFiles(to count: Int) async throws {
        let arguments = ["--pid", "\(identifier.value)", "--nofile=\(count):"]
        let result = try await CommandResult.of("/usr/bin/prlimit", arguments, environment: [:], within: .seconds(60))
        guard result.succeeded else { throw TestSupportError("prlimit: \(result.errors)") }
    }

    private var folder: String { "/proc/\(identifier.value)" }

    /// Whether no thread of the process is running or wants to.
    package var isAtRest: Bool {
        get throws {
            let threads = "\(folder)/task"
            return try FileManager.default.contentsOfDirectory(atPath: threads).allSatisfy { thread in
                let line = try String(contentsOfFile: "\(threads)/\(thread)/stat", encoding: .utf8)
                // The state is behind the name, which is in parentheses.
                return line.split(separator: ") ").last?.first == "S"
            }
        }
    }
}
