import Foundation
import Glibc
package import Postgres
import Subprocess
import SystemPackage

/// A PgBouncer in transaction mode before a test database.
package enum Pooler {
    private static let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Whether there is one to start.
    package static var isInstalled: Bool { program != nil }

    /// What a skipped test says.
    package static let absence = "there is no pgbouncer: apt-get install pgbouncer"

    /// Gives `body` the way to the database by way of a pooler that has `sessions` sessions with the server, which it
    /// gives out in turn.
    package static func with(
        _ database: PostgresConfiguration,
        sessions: Int = 3,
        _ body: (PostgresConfiguration) async throws -> Void
    ) async throws {
        guard let program else { throw TestSupportError(absence) }
        let folder = "/tmp/paddle-pooler-\(UUID().uuidString.prefix(8))"
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? files.removeItem(atPath: folder) }
        let server = database.parameters
        let settings = """
            [databases]
            * = host=\(server["host"] ?? "") port=\(server["port"] ?? "5432") user=\(server["user"] ?? "")
            [pgbouncer]
            listen_addr =
            listen_port = 6432
            unix_socket_dir = \(folder)
            unix_socket_mode = 0777
            auth_type = any
            pool_mode = transaction
            default_pool_size = \(sessions)
            server_round_robin = 1
            """
        try settings.write(toFile: "\(folder)/settings.ini", atomically: true, encoding: .utf8)

        // It refuses to run as root.
        var command = [program]
        if geteuid() == 0 {
            guard let user = unsafe getpwnam("postgres") ?? getpwnam("nobody") else {
                throw TestSupportError("running as root, and there is neither a user postgres nor a user nobody")
            }
            let (uid, gid) = unsafe (user.pointee.pw_uid, user.pointee.pw_gid)
            _ = unsafe chown(folder, uid, gid)
            command = ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"] + command
        }
        // The shell becomes the pooler, and leaves behind what ends it when the input ends: however this process does.
        let script = #"exec 3<&0; (cat <&3 >/dev/null; kill $$) & exec "$@" </dev/null 3<&-"#
        _ = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: Arguments(["-c", script, "pooler"] + command + ["\(folder)/settings.ini"]),
            input: .inputWriter,
            output: .discarded,
            error: .discarded
        ) { execution in
            var way = database
            way.parameters["host"] = folder
            way.parameters["port"] = "6432"
            let pooled = way
            do {
                try await eventually("the pooler listens") { (try? await ask(pooled, "SELECT ''")) != nil }
                try await body(pooled)
            } catch {
                try? await execution.standardInputWriter.finish()
                throw error
            }
            try await execution.standardInputWriter.finish()
        }
    }
}
