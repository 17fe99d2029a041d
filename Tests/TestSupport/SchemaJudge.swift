import Foundation
import Glibc
import Subprocess
import SystemPackage

/// The schemas of the protocol as they were published.
package enum PublishedSchemas {
    /// The folder with one schema a revision, beside the project in its workshop; a clone elsewhere has none.
    package static let folder: String = {
        let shared =
            BuildProducts.environment["PADDLE_SHARED"].map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? BuildProducts.packageRoot.deletingLastPathComponent().appending(path: "shared")
        return shared.appending(path: "mcp/schemas").path
    }()

    package static var arePresent: Bool { FileManager.default.fileExists(atPath: folder) }
}

/// Holds what went over the pipes against the published schemas, by a Python process that lives as long as the tests.
struct SchemaJudge: Sendable {
    private struct Case: Sendable {
        var transcript: String
        var verdict: CheckedContinuation<[String], any Error>
    }

    private let cases: AsyncStream<Case>.Continuation

    /// What is wrong with the messages of a transcript.
    func faults(in transcript: [TranscriptEntry]) async throws -> [String] {
        let text = String(decoding: try JSONEncoder().encode(transcript), as: UTF8.self)
        return try await withCheckedThrowingContinuation { verdict in
            if case .terminated = cases.yield(Case(transcript: text, verdict: verdict)) {
                verdict.resume(throwing: TestSupportError("the schema judge has ended"))
            }
        }
    }

    /// Gives `body` a judge, or nil after printing why there is none.
    static func with(_ body: (SchemaJudge?) async throws -> Void) async throws {
        let environment = PythonEnvironment("jsonschema")
        guard PublishedSchemas.arePresent else {
            let folder = PublishedSchemas.folder
            print("skipped: messages are not held against schemas, since \(folder) is not there (PADDLE_SHARED)")
            return try await body(nil)
        }
        guard try environment.isPresent() else { return try await body(nil) }
        let script = BuildProducts.packageRoot.appending(path: "Tests/TestSupport/Python/judge.py")
        let (cases, sender) = AsyncStream.makeStream(of: Case.self)
        _ = try await Subprocess.run(
            .path(FilePath(environment.python.path)),
            arguments: [script.path, PublishedSchemas.folder],
            input: .inputWriter,
            output: .sequence,
            error: .currentStandardError
        ) { execution in
            async let sitting: Void = sit(over: cases, execution.standardInputWriter, execution.standardOutput)
            do {
                try await body(SchemaJudge(cases: sender))
            } catch {
                sender.finish()
                throw error
            }
            sender.finish()
            try await sitting
        }
    }

    /// Puts one case after the other to the Python process.
    private static func sit(
        over cases: AsyncStream<Case>,
        _ input: StandardInputWriter,
        _ output: SubprocessOutputSequence
    ) async throws {
        var answers = output.lines.makeAsyncIterator()
        for await one in cases {
            do {
                _ = try await input.write(one.transcript + "\n")
                guard let answer = try await answers.next() else {
                    throw TestSupportError("the schema judge broke off")
                }
                one.verdict.resume(returning: try JSONDecoder().decode([String].self, from: Data(answer.utf8)))
            } catch {
                one.verdict.resume(throwing: error)
            }
        }
    }
}

/// Makes writing to a process that has gone an error instead of a signal that ends the test run.
func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }
