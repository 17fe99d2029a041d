import EmbeddedPostgres
import Foundation
import Glibc

extension TestServer {
    /// A look into the private database of the server's home.
    package var privateDatabase: DatabaseAccess {
        get async throws {
            let cluster = EmbeddedCluster(
                home: home.folder.path,
                postgresql: environment["PADDLE_POSTGRESQL"] ?? home.folder.appending(path: "postgresql").path,
                logger: silentLogger
            )
            return DatabaseAccess(configuration: try await cluster.connect())
        }
    }

    /// Kills the private database with SIGKILL, and waits until all of it has ended.
    package func killPrivateDatabase() async throws {
        let status = try await command("database", "status").output
        guard let process = status.firstMatch(of: #/process (\d+)/#)?.output.1, let postmaster = Int32(process) else {
            throw TestSupportError("there is no private database: \(status)")
        }
        let list = "/proc/\(process)/task/\(process)/children"
        let children = try String(contentsOfFile: list, encoding: .utf8).split(separator: " ")
        kill(postmaster, SIGKILL)
        // A backend that has not noticed yet would answer, and be cut off only later.
        try await eventually("the backends have ended") {
            children.compactMap { Int32($0) }.allSatisfy { kill($0, 0) != 0 }
        }
    }
}
