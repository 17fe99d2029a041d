import Files
import Glibc
import Subprocess
import SystemPackage

/// The programs of one PostgreSQL installation, run as the account that owns the cluster.
struct PostgresPrograms: Sendable {
    /// The folder that holds `bin`.
    let folder: FilePath
    let account: Account
    /// The release, as in "18.6".
    let version: String
    /// The major version of the release.
    let major: Int

    private static let oldestMajor = 15

    init(folder: FilePath, owner: ClusterOwner) async throws {
        self.folder = folder
        account = owner.account
        let server = folder.appending("bin").appending("postgres")
        guard (try? Stat(server)) != nil else {
            throw EmbeddedClusterError(
                .postgresqlMissing,
                """
                There is no PostgreSQL at \(server). Run scripts/setup to install one, or set PADDLE_POSTGRESQL to the \
                folder whose bin/ holds `postgres`, or set DATABASE_URL to use a server of your own.
                """
            )
        }
        try Self.checkTrust(folder)
        let answer = try await Self.run(server, ["--version"], library: folder.appending("lib"), as: account)
        // "postgres (PostgreSQL) 18.6 (Debian 18.6-1)"
        let release = answer.output.split(separator: ") ").dropFirst().first?.prefix { !$0.isWhitespace }
        guard answer.succeeded, let release, let major = Int(release.prefix { $0.isNumber }) else {
            if let closed = owner.firstClosedFolder(on: server) { throw owner.closed(closed, holding: server) }
            throw EmbeddedClusterError(
                .postgresqlMissing,
                """
                The program \(server) does not run on this machine as \(account.name). Run scripts/setup to install \
                one that does, or set PADDLE_POSTGRESQL or DATABASE_URL.
                """,
                log: answer.output
            )
        }
        guard major >= Self.oldestMajor else {
            throw EmbeddedClusterError(
                .versionMismatch,
                """
                \(server) is PostgreSQL \(release); at least \(Self.oldestMajor) is needed. Set PADDLE_POSTGRESQL to \
                a newer one, or run scripts/setup.
                """
            )
        }
        version = String(release)
        self.major = major
    }

    /// Refuses programs that others can change, since they run with the rights of the cluster's account. What initdb and
    /// CREATE EXTENSION read from `share` runs as the superuser of the database.
    static func checkTrust(_ folder: FilePath) throws(EmbeddedClusterError) {
        let shared = ["share", "share/postgresql"].flatMap { share in
            [share] + ["extension", "timezonesets", "tsearch_data"].map { "\(share)/\($0)" }
        }
        for name in ["bin", "lib", "lib/postgresql"] + shared {
            let part = folder.appending(name)
            guard part.isFolder else { continue }
            do throws(FileError) {
                try part.checkTrustOfEntries()
            } catch {
                throw EmbeddedClusterError(.folder, "The PostgreSQL in \(folder) is not run: \(error)")
            }
        }
    }

    struct Answer: Sendable {
        let succeeded: Bool
        /// Standard output and error combined.
        let output: String
    }

    /// Runs a program of this installation to its end.
    func run(_ name: String, _ arguments: [String], holding lock: FileDescriptor) async throws -> Answer {
        try await run(name, arguments, .fileDescriptor(lock, closeAfterSpawningProcess: false))
    }

    /// Runs a program of this installation to its end, with text as its input.
    func run(_ name: String, _ arguments: [String], input: String) async throws -> Answer {
        try await run(name, arguments, .string(input))
    }

    private func run(_ name: String, _ arguments: [String], _ input: some InputProtocol) async throws -> Answer {
        try await Self.run(
            folder.appending("bin").appending(name),
            arguments,
            library: folder.appending("lib"),
            as: account,
            input: input
        )
    }

    /// Makes sure that the account can enter every folder on the way to a folder of the cluster.
    func checkEntry(to path: FilePath, owner: ClusterOwner) async throws {
        guard owner.asking.isRoot, let closed = owner.firstClosedFolder(on: path.appending(".")) else { return }
        // An access control list may allow more than the mode bits show.
        let answer = try await Self.run("/usr/bin/test", ["-x", path.string], library: "/", as: account)
        if !answer.succeeded { throw owner.closed(closed, holding: path) }
    }

    /// Starts the server in a session of its own, so that it outlives this process, and returns at once.
    ///
    /// `setsid --fork` makes the server a child of init: there is no shell, and this process need not wait for it. Its
    /// standard input is the lock, which all its processes inherit; its output goes to the log. It inherits no other
    /// descriptor.
    func launch(_ arguments: [String], holding lock: FileDescriptor, log: FileDescriptor) async throws {
        let server = folder.appending("bin").appending("postgres")
        let (program, arguments) = Self.dropping(
            to: account,
            "/usr/bin/setsid",
            ["--fork", server.string] + arguments
        )
        let result = try await Subprocess.run(
            .path(program),
            arguments: Arguments(arguments),
            environment: Self.environment(library: folder.appending("lib")),
            workingDirectory: "/",
            platformOptions: Self.options,
            input: .fileDescriptor(lock, closeAfterSpawningProcess: false),
            output: .fileDescriptor(log, closeAfterSpawningProcess: false),
            // Not `combinedWithOutput`, whose copy stays open (swift-subprocess 1.0.2).
            error: .fileDescriptor(log, closeAfterSpawningProcess: false)
        )
        guard result.terminationStatus.isSuccess else {
            throw EmbeddedClusterError(.start, "\(program) could not start \(server): \(result.terminationStatus).")
        }
    }

    /// Removes a folder and its contents with the rights of the cluster's account, not of root.
    func removeTree(_ path: FilePath) async throws {
        _ = try await Self.run("/bin/rm", ["-rf", "--", path.string], library: "/", as: account)
        if try path.exists() { try ClusterFiles.removeEmptyFolder(path) }
    }

    private static func run(
        _ program: FilePath,
        _ arguments: [String],
        library: FilePath,
        as account: Account,
        input: some InputProtocol = .none
    ) async throws -> Answer {
        let (program, arguments) = dropping(to: account, program, arguments)
        do {
            let result = try await Subprocess.run(
                .path(program),
                arguments: Arguments(arguments),
                environment: environment(library: library),
                workingDirectory: "/",
                platformOptions: options,
                input: input,
                output: .string(limit: 1 << 20),
                error: .combinedWithOutput
            )
            try Task.checkCancellation()
            return Answer(succeeded: result.terminationStatus.isSuccess, output: result.standardOutput)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            return Answer(succeeded: false, output: "\(error)")
        }
    }

    /// PostgreSQL does not inherit our environment: PG* variables would change the server's defaults.
    private static func environment(library: FilePath) -> Environment {
        var libraries = library.string
        if let inherited = unsafe getenv("LD_LIBRARY_PATH") { libraries += unsafe ":" + String(cString: inherited) }
        var variables: [Environment.Key: String] = [
            "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "LD_LIBRARY_PATH": libraries,
        ]
        // What gives a user without an account a name (libnss-wrapper).
        if unsafe getenv("NSS_WRAPPER_PASSWD") != nil {
            for name: Environment.Key in ["LD_PRELOAD", "NSS_WRAPPER_PASSWD", "NSS_WRAPPER_GROUP"] {
                variables[name] = unsafe getenv(name.rawValue).map { unsafe String(cString: $0) }
            }
        }
        return .custom(variables)
    }

    /// The command that runs a program as an account.
    ///
    /// Subprocess could set the account itself, with setgroups(2) and the like between fork and exec. In glibc these
    /// wait for the other threads of the process, which do not exist in the child: it hangs forever when some thread
    /// was just being created, and each of our connections has one (seen with swift-subprocess 1.0.2 and glibc 2.36).
    private static func dropping(
        to account: Account,
        _ program: FilePath,
        _ arguments: [String]
    ) -> (FilePath, [String]) {
        guard geteuid() == 0 else { return (program, arguments) }
        let account = ["--reuid=\(account.userID)", "--regid=\(account.groupID)", "--clear-groups", "--"]
        return ("/usr/bin/setpriv", account + [program.string] + arguments)
    }

    private static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(3))]
        return options
    }
}
