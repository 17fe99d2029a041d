import Files
import Glibc
import Logging
import SystemPackage

/// Creates the data folder with role, database and extension, completely or not at all.
struct ClusterInitializer: Sendable {
    let layout: ClusterLayout
    let owner: ClusterOwner
    let programs: PostgresPrograms
    let logger: Logger

    static let role = "paddle"
    static let database = "paddle"
    /// The name of the superuser, which has no password: the cluster's own account and root log in as it with peer
    /// authentication.
    static let superuser = "postgres"

    /// Builds the data folder under another name and renames it into place.
    ///
    /// - Parameter lock: Held by the caller. initdb holds it too, so that nobody else begins while an initdb that
    ///   outlived a killed caller still writes. Single-user PostgreSQL does not hold it: it exits when its input ends.
    func initialize(holding lock: FileDescriptor) async throws {
        try requireName()
        let staging = layout.staging()
        try Folder.make(staging, mode: 0o700)
        do {
            if owner.asking.isRoot { try ClusterFiles.give(staging, to: owner.account) }
            let data = staging.string
            try await run("initdb", ["-D", data, "--no-sync"] + settings, holding: lock)
            // Single-user PostgreSQL would otherwise assign OIDs reserved for built-in objects, and drivers and pg_dump
            // would take the extension's types for built-in ones. 16384 is FirstNormalObjectId.
            try await run("pg_resetwal", ["-o", "16384", "-D", data], holding: lock)
            try configure(staging)
            let secret = ClusterSecret()
            try await bootstrap(staging, statements(secret) + ["CREATE DATABASE \(Self.database) OWNER \(Self.role);"])
            try await run("initdb", ["-D", data, "--sync-only"], holding: lock)
            try secret.write(to: layout.secret, keeper: owner.keeper)
            try staging.rename(to: layout.data)
            try layout.cluster.syncFolder()
        } catch {
            // If this fails too, the next start cleans up.
            try? await programs.removeTree(staging)
            throw error
        }
    }

    /// Removes incomplete folders left behind by starts that were killed.
    func clearLeftovers() async throws {
        for name in try Folder.names(in: layout.cluster) where name.hasPrefix(ClusterLayout.stagingPrefix) {
            logger.notice("removing a half-made database folder", metadata: ["folder": "\(name)"])
            try await programs.removeTree(layout.cluster.appending(name))
        }
    }

    /// Gives the role a new password; the server must not be running.
    ///
    /// If the caller is killed meanwhile, PostgreSQL's own pid file makes the next server wait for the end.
    func renewPassword() async throws {
        try requireName()
        logger.notice("password file missing, setting a new password")
        let secret = ClusterSecret()
        try await bootstrap(layout.data, ["ALTER ROLE \(Self.role) PASSWORD '\(secret.password)';"])
        try secret.write(to: layout.secret, keeper: owner.keeper)
    }

    /// initdb and single-user PostgreSQL look up the name of the user they run as, whatever they are told; the server
    /// itself does not.
    private func requireName() throws(EmbeddedClusterError) {
        let userID = owner.account.userID
        guard Account(userID: userID) == nil else { return }
        throw EmbeddedClusterError(
            .account,
            """
            PostgreSQL makes a database only as a user with a name, and the user id \(userID) has none here, as is common \
            with `docker run --user`. Do one of these: add an account to the image (RUN useradd --uid \(userID) paddle); \
            or mount an /etc/passwd that has the line paddle:x:\(userID):0::/:/usr/sbin/nologin; or install \
            libnss-wrapper and set LD_PRELOAD=libnss_wrapper.so, NSS_WRAPPER_PASSWD to a file with that line and \
            NSS_WRAPPER_GROUP=/etc/group; or set DATABASE_URL to use a server of your own.
            """
        )
    }

    private var settings: [String] {
        var settings = [
            "--username=\(Self.superuser)", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
            "--auth-local=peer", "--auth-host=reject", "--no-instructions",
        ]
        if programs.major >= 17 { settings += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] }
        return settings
    }

    /// pgvector is not a trusted extension, so the superuser creates it here, in the template too, so that databases
    /// that the role creates later have it. The role itself may create databases and roles, nothing more.
    ///
    /// Errors of sessions are logged without rows and statements. This is set for the sessions, not in postgresql.conf,
    /// so that a server that cannot start still logs its hints.
    private func statements(_ secret: ClusterSecret) -> [String] {
        [
            "CREATE EXTENSION vector;",
            "CREATE ROLE \(Self.role) LOGIN CREATEDB CREATEROLE PASSWORD '\(secret.password)';",
            "ALTER ROLE ALL SET log_error_verbosity = terse;", "ALTER ROLE ALL SET log_min_error_statement = panic;",
        ]
    }

    private func run(_ name: String, _ arguments: [String], holding lock: FileDescriptor) async throws {
        let answer = try await programs.run(name, arguments, holding: lock)
        if !answer.succeeded { throw failure(answer.output) }
    }

    /// Runs statements, one per line, in PostgreSQL's single-user mode.
    private func bootstrap(_ data: FilePath, _ statements: [String]) async throws {
        let answer = try await programs.run(
            "postgres",
            [
                "--single", "-F", "-c", "exit_on_error=on", "-c", "log_min_error_statement=panic",
                "-c", "log_checkpoints=off", "-c", "logging_collector=off", "-D", data.string, "template1",
            ],
            input: statements.joined(separator: "\n") + "\n"
        )
        guard answer.succeeded else { throw failure(answer.output) }
    }

    private func failure(_ output: String) -> EmbeddedClusterError {
        let tail = output.split(whereSeparator: \.isNewline).suffix(12).joined(separator: "\n")
        if output.contains("extension \"vector\" is not available") {
            return EmbeddedClusterError(
                .pgvectorMissing,
                """
                The PostgreSQL \(programs.version) at \(programs.folder) has no pgvector extension. Install it (on Debian \
                and Ubuntu: apt install postgresql-\(programs.major)-pgvector), or unset PADDLE_POSTGRESQL and run \
                scripts/setup, which brings one that has it.
                """
            )
        }
        if output.contains("No space left on device") { return ClusterServer.diskFull(layout, log: tail) }
        return EmbeddedClusterError(
            .initialisation,
            "PostgreSQL \(programs.version) could not make its data folder in \(layout.cluster). Nothing was kept.",
            log: tail
        )
    }

    /// Settings for one private cluster on a machine that does other things as well. Users may edit the file.
    private func configure(_ data: FilePath) throws {
        let account = owner.account.name.replacing("\"", with: "\"\"")
        var identities = ["paddle \"\(account)\" \(Self.superuser)"]
        if owner.asking.isRoot { identities.append("paddle root \(Self.superuser)") }
        try ClusterFiles.overwrite(data.appending("pg_ident.conf"), with: identities.joined(separator: "\n") + "\n")
        try ClusterFiles.overwrite(
            data.appending("pg_hba.conf"),
            with: """
                # Over the Unix socket only. The superuser is for the account that owns these files.
                local all \(Self.superuser) peer map=paddle
                local all all scram-sha-256

                """
        )
        try ClusterFiles.overwrite(data.appending("postgresql.conf"), with: configuration, append: true)
    }

    private var configuration: String {
        """

        # Paddle. The folder and port of the socket are given on the command line.
        listen_addresses = ''
        max_connections = 100
        shared_buffers = 128MB
        maintenance_work_mem = 128MB
        dynamic_shared_memory_type = \(sharedMemory)
        password_encryption = scram-sha-256
        wal_level = minimal
        max_wal_senders = 0
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        # One file for each day of the week, written over a week later.
        logging_collector = on
        log_directory = '../log'
        log_filename = 'postgresql-%a.log'
        log_file_mode = 0600
        log_rotation_age = 1d
        log_rotation_size = 0
        log_truncate_on_rotation = on
        log_checkpoints = off

        """
    }

    /// Building a vector index in parallel takes `maintenance_work_mem` of shared memory, more than the 64 MB that
    /// containers commonly give /dev/shm.
    private var sharedMemory: String {
        var system = statvfs()
        guard unsafe statvfs("/dev/shm", &system) == 0 else { return "sysv" }
        return UInt64(system.f_blocks) * UInt64(system.f_frsize) >= 512 << 20 ? "posix" : "sysv"
    }
}
