import Async
import Authorization
import Embedding
import Files
import FoundationEssentials
import Glibc
import Migration
import Postgres
import Retrieval
import SystemPackage

extension Check {
    /// The checks of every server.
    static func core(migrations: [MigrationSet], embeds: Bool) -> [Check] {
        [settings, home, database, schemaPrivileges] + (embeds ? [pgvector] : [])
            + [tables(migrations), schema(migrations)] + (embeds ? [model, modelFiles] : [])
    }

    private static let settings = Check("settings", remedy: "correct the setting that is named") { surroundings in
        let settings = surroundings.settings
        let isAuthorized = try settings.authorization.authorization(logger: surroundings.logger) != nil
        if let address = settings.serving.http,
            let refusal = refusalToBind(host: address.host, isAuthorized: isAuthorized)
        {
            return .failed(refusal, remedy: "listen on 127.0.0.1, or set MCP_AUTH_TOKEN_FILE")
        }
        return .ok(
            isAuthorized
                ? "callers over HTTP must send a token" : "no tokens are required; only the loopback is served"
        )
    }

    private static let home = Check(
        "PADDLE_HOME",
        remedy: "set PADDLE_HOME to a folder of yours, or give it to this user"
    ) { surroundings in
        let home = surroundings.settings.home
        try Folder.makeAll(FilePath(home), mode: 0o755)
        guard unsafe access(home, W_OK | X_OK) == 0 else {
            return .failed(
                "\(home) cannot be written to",
                remedy: "set PADDLE_HOME to a folder of yours, or give it to this user"
            )
        }
        var space = statvfs()
        guard unsafe statvfs(home, &space) == 0 else { return .ok(home) }
        let free = (UInt64(space.f_bavail) * UInt64(space.f_frsize)) >> 20
        guard free >= 1024 else {
            return .warning("\(home) has \(free) MiB left", remedy: "free some space: at least 1 GiB")
        }
        return .ok("\(home), \(free >> 10) GiB free")
    }

    private static let database = Check(
        "database",
        decidesReadiness: true,
        remedy: "check DATABASE_URL, that PostgreSQL runs there, and that its pg_hba.conf lets this user in; without "
            + "DATABASE_URL a private database is used"
    ) { surroundings in
        let isPrivate = surroundings.settings.database.url == nil
        let place = isPrivate ? "the private database" : "the database of DATABASE_URL"
        let (version, number) = try await surroundings.database.value().query(
            "SELECT current_setting('server_version'), current_setting('server_version_num')::integer / 10000"
        )[0].decode((String, Int32).self)
        let encoding = try await surroundings.database.value().withConnection {
            try await DatabaseEncoding.fault(on: $0)
        }
        if let encoding { return .failed(encoding.problem, remedy: encoding.remedy) }
        guard number >= 15 else {
            return .failed("\(place) is PostgreSQL \(version)", remedy: "update it to 15 or newer")
        }
        guard number <= 18 else {
            return .warning(
                "\(place) is PostgreSQL \(version), newer than the tested versions, 15 to 18",
                remedy: "continue with care, or use PostgreSQL 15 to 18"
            )
        }
        return .ok("\(place), PostgreSQL \(version)")
    }

    private static let pgvector = Check(
        "pgvector",
        on: ["database"],
        remedy: "install the package postgresql-NN-pgvector on the database's machine"
    ) { surroundings in
        let pool = try await surroundings.database.value()
        let (isInstalled, available) = try await pool.query(
            """
            SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector'),
                (SELECT default_version FROM pg_available_extensions WHERE name = 'vector')
            """
        )[0].decode((Bool, String?).self)
        // Migrating makes the extension where the server has it.
        guard let version = isInstalled ? try await Pgvector(of: pool).version : available else {
            return .failed(
                "the extension is not there",
                remedy: "install the package postgresql-NN-pgvector on the database's machine"
            )
        }
        if let advice = PgvectorVersion.advice(version) {
            return .warning(advice, remedy: "update it to 0.8.4 or newer")
        }
        return .ok(version)
    }

    private static let model = Check(
        "model",
        decidesReadiness: true,
        remedy:
            "run scripts/setup, or set EMBEDDING_MODEL to a model folder or EMBEDDING_BASE_URL to a server that embeds"
    ) { surroundings in
        let embedder = try await surroundings.embedder.value()
        // The model for queries: one that only searches needs no other.
        let vector = try await embedder.embed(query: "Is all well?")
        return .ok("\(embedder.model.id), \(vector.count) dimensions")
    }

    private static let modelFiles = Check(
        "model files",
        on: ["model"],
        remedy: "remove what is damaged, and run scripts/setup"
    ) { surroundings in
        guard let configuration = surroundings.settings.embedding, configuration.remote == nil else {
            return .ok("none: another server embeds")
        }
        return .ok("\(try await ModelFiles.verify(configuration)) compared with their checksums")
    }
}
