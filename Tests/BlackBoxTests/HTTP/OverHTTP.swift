import Foundation
import TestSupport
import Testing

extension BlackBox {
    /// The built `vector-store` as its operator sees it: over HTTP, watched, bounded, and behind tokens.
    @Suite("Over HTTP")
    enum OverHTTP {
        /// A server in the home that the tests share, that never loads a model: for what needs no embedding.
        static func server(_ arguments: String..., settings: [String: String] = [:]) throws -> HTTPServer {
            HTTPServer(
                home: try TestBench.home,
                arguments: arguments,
                settings: ["EMBEDDING_MODEL": "/nonexistent"].merging(settings) { _, given in given }
            )
        }

        /// A server with the model.
        static func embeddingServer(_ arguments: String..., settings: [String: String] = [:]) throws -> HTTPServer {
            HTTPServer(home: try TestBench.home, arguments: arguments, settings: settings)
        }
    }
}

/// Gives `body` a folder of its own, gone afterwards.
func withTemporaryFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "paddle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}

/// Writes a file that only its owner may read.
func writeSecret(_ text: String, to file: URL) throws {
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
}

/// Waits until a condition holds; a guard against hanging, not a measurement.
func wait(for what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestSupportError("not within a minute: \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
