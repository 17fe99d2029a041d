import Foundation
import Testing

@testable import Embedding

/// `Fixtures/embeddings_server.py`, a real server on loopback that ends with this object.
final class EmbeddingsServer: @unchecked Sendable {  // Nothing changes after init.
    struct Request: Decodable {
        let model, path: String
        /// Texts in it.
        let count: Int
        let key, format: String?
        /// Requests in progress when it came, itself included.
        let underWay: Int
    }

    let baseURL: String
    private let process = Process()
    private let input = Pipe()
    private let log = FileManager.default.temporaryDirectory.appending(path: "embeddings-\(UUID().uuidString).json")

    init() throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", Fixture.path("embeddings_server.py"), log.path()]
        process.standardInput = input
        process.standardOutput = output
        // It complains of each client that goes away, as the tests' clients are to do.
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
        baseURL = "http://127.0.0.1:\(port)/v1"
    }

    deinit {
        // Not waited for: that would hold a thread that runs tests. Were the tests killed, it ends with its input.
        process.terminate()
        try? FileManager.default.removeItem(at: log)
    }

    /// The requests seen so far.
    func requests() throws -> [Request] {
        struct Log: Decodable {
            let requests: [Request]
        }
        return try JSONFile.decode(Log.self, log.path()).requests
    }
}
