package import Foundation

/// A folder of state for servers under test: it borrows the installed programs and the model, and has a cluster of
/// its own.
package struct PaddleHome: Sendable {
    package let folder: URL

    /// The installed PADDLE_HOME of this machine, prepared by scripts/setup.
    package static let installed: URL = {
        if let home = environmentVariable("PADDLE_HOME") { return URL(filePath: home, directoryHint: .isDirectory) }
        if geteuid() == 0 { return URL(filePath: "/var/lib/paddle", directoryHint: .isDirectory) }
        if let data = environmentVariable("XDG_DATA_HOME") { return URL(filePath: data).appending(path: "paddle") }
        return URL.homeDirectory.appending(path: ".local/share/paddle")
    }()

    /// The folder of the installed PostgreSQL.
    package static let postgresql =
        environmentVariable("PADDLE_POSTGRESQL") ?? installed.appending(path: "postgresql").path

    /// Makes a fresh home. Its path is short, because the name of a Unix socket must fit into 107 bytes, and open to
    /// other users, because a cluster started by root runs as one of them.
    init() throws {
        folder = URL(filePath: "/tmp/paddle-\(UUID().uuidString.prefix(8))", directoryHint: .isDirectory)
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: false)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        for part in ["postgresql", "openvino", "models"] {
            try files.createSymbolicLink(
                at: folder.appending(path: part),
                withDestinationURL: Self.installed.appending(path: part)
            )
        }
    }

    /// The whole environment of a server that lives here: nothing of the test run's own leaks in, apart from where
    /// the installed parts are.
    package var environment: [String: String] {
        var environment = ["PADDLE_HOME": folder.path]
        for name in ["PATH", "HOME", "PADDLE_POSTGRESQL", "PADDLE_OPENVINO", "EMBEDDING_MODEL"] {
            environment[name] = BuildProducts.environment[name]
        }
        return environment
    }
}

extension TestServer {
    /// Gives `body` the server in a fresh home. Afterwards the home's cluster, if it has one, is stopped and the folder
    /// removed.
    package static func inFreshHome(_ name: String, _ body: (TestServer) async throws -> Void) async throws {
        let server = TestServer(name, home: try PaddleHome())
        do {
            try await body(server)
        } catch {
            try? await server.disposeOfHome()
            throw error
        }
        try await server.disposeOfHome()
    }

    private func disposeOfHome() async throws {
        if FileManager.default.fileExists(atPath: home.folder.appending(path: "cluster").path) {
            let stopped = try await command("database", "stop")
            guard stopped.succeeded else {
                throw TestSupportError("`\(name) database stop` failed: \(stopped.output) \(stopped.errors)")
            }
        }
        try FileManager.default.removeItem(at: home.folder)
    }
}
