import Files
import Glibc
import Logging
import Postgres
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import EmbeddedPostgres
@testable import Files

@Suite("What can be wrong with the private cluster, and what is said about it", .serialized)
struct EmbeddedTroubleTests {
    private func failure(
        _ home: EmbeddedHome,
        postgresql: FilePath? = nil,
        _ code: EmbeddedClusterError.Code
    ) async throws -> String {
        let error = await #expect(throws: EmbeddedClusterError.self) {
            try await home.cluster(postgresql: postgresql).connect()
        }
        #expect(error?.code == code)
        return error?.description ?? ""
    }

    @Test("no PostgreSQL: how to get one, or use another")
    func missing() async throws {
        try await withHome { home in
            let text = try await failure(home, postgresql: "/nonexistent", .postgresqlMissing)
            for word in ["/nonexistent/bin/postgres", "scripts/setup", "PADDLE_POSTGRESQL", "DATABASE_URL"] {
                #expect(text.contains(word))
            }
        }
    }

    @Test("a PostgreSQL that does not run: what it said")
    func broken() async throws {
        try await withHome { home in
            let bin = home.folder.appending("pg").appending("bin")
            try Folder.makeAll(bin, mode: 0o755)
            try bin.appending("postgres").writeAtomically(
                "#!/bin/sh\necho no such library >&2; exit 127\n".utf8,
                mode: [.ownerReadWriteExecute, .otherReadExecute]
            )
            let text = try await failure(home, postgresql: home.folder.appending("pg"), .postgresqlMissing)
            #expect(text.contains("no such library"))
        }
    }

    @Test("files of PostgreSQL that others can change are named", arguments: ["share", "share/postgresql", "bin"])
    func openFiles(_ name: String) async throws {
        try await withHome { home in
            let folder = home.folder.appending("pg").appending(FilePath(name).components)
            try Folder.makeAll(folder, mode: 0o755)
            let file = folder.appending("system_views.sql")
            try file.create(with: "SELECT 1".utf8, mode: .ownerReadWrite)
            try PostgresPrograms.checkTrust(home.folder.appending("pg"))
            try Errno.check(unsafe chmod(file.string, 0o666))
            let error = #expect(throws: EmbeddedClusterError.self) {
                try PostgresPrograms.checkTrust(home.folder.appending("pg"))
            }
            #expect(error?.description.contains(file.string) == true)
        }
    }

    @Test("a home that others can change is not even looked into")
    func openHome() async throws {
        try await withHome { home in
            try Folder.makeAll(home.layout.data, mode: 0o700)
            try Errno.check(unsafe chmod(home.path.string, 0o777))
            let stopping = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.stop() }
            let asking = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.status() }
            for error in [stopping, asking] { #expect(error?.description.contains("chmod go-w") == true) }
            #expect(try !home.layout.lock.exists())
        }
    }

    @Test("a PostgreSQL without pgvector: how to install it; nothing is kept")
    func withoutVector() async throws {
        try await withHome { home in
            let copy = home.folder.appending("pg")
            // Through the link that PADDLE_HOME may have for it, and with the libraries next to it in its package.
            let script = #"cd "$1" && cp -r . "$2" && cd -P . && { cp ../../*.libs/* "$2/lib" || true; }"#
            try await command("sh", "-c", script, "sh", EmbeddedHome.postgresql.string, copy.string)
            let control = try await command("find", copy.string, "-name", "vector.control")
            try FilePath(control.trimmingSuffix(while: \.isNewline)).removeFile()
            let text = try await failure(home, postgresql: copy, .pgvectorMissing)
            #expect(text.contains("pgvector"))
            #expect(try await home.cluster.status().state == .absent)
            #expect(try Folder.names(in: home.layout.cluster).allSatisfy { !$0.hasPrefix("data") })
        }
    }

    @Test("data of another major version: both versions and the way out; the data is untouched")
    func otherVersion() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            let major = try await ask(database, "SELECT current_setting('server_version')")
            #expect(try await home.cluster.stop())
            let file = home.layout.data.appending("PG_VERSION")
            let original = String(decoding: try ClusterFiles.read(file), as: UTF8.self)
            try ClusterFiles.overwrite(file, with: "14\n")
            let text = try await failure(home, .versionMismatch)
            #expect(text.contains("PostgreSQL 14"))
            #expect(text.contains("PostgreSQL \(try #require(major))"))
            #expect(text.contains("PADDLE_POSTGRESQL"))
            #expect(try await home.cluster.status().majorVersion == 14)
            try ClusterFiles.overwrite(file, with: original)
            _ = try await home.cluster.connect()
        }
    }

    @Test("data that anybody can read: what PostgreSQL says about it")
    func wrongMode() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            #expect(try await home.cluster.stop())
            try await command("chmod", "0777", home.layout.data.string)
            let text = try await failure(home, .start)
            #expect(text.contains("invalid permissions"))
            #expect(text.contains("u=rwx"), "the log's hint is passed on")
        }
    }

    @Test("a setting that PostgreSQL refuses: the line of its log that says which")
    func wrongSetting() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            #expect(try await home.cluster.stop())
            try ClusterFiles.overwrite(
                home.layout.data.appending("postgresql.conf"),
                with: "no_such_setting = 1\n",
                append: true
            )
            #expect(try await failure(home, .start).contains("no_such_setting"))
        }
    }

    @Test("what other clients did wrong is not shown when the next start fails")
    func othersErrors() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            await #expect(throws: PostgresError.self) { try await ask(database, "SELECT 'a private text'::int8::text") }
            #expect(try await home.cluster.stop())
            #expect(try home.log().contains("a private text"))
            try ClusterFiles.overwrite(
                home.layout.data.appending("postgresql.conf"),
                with: "shared_buffers = '16384 GB'\n",
                append: true
            )
            let text = try await failure(home, .start)
            #expect(text.contains("PostgreSQL wrote:"))
            #expect(!text.contains("private"))
        }
    }

    @Test("rows and statements that an error is about are not logged")
    func quietLog() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            try await ask(database, "CREATE TABLE public.t (a text CHECK (a = ''))")
            await #expect(throws: PostgresError.self) {
                try await ask(database, "INSERT INTO public.t VALUES ('private')")
            }
            #expect(try await home.cluster.stop())
            #expect(try home.log().contains("violates check constraint"))
            #expect(try !home.log().contains("private"))
        }
    }

    @Test("another process stopping the server as soon as it has started: it is started again")
    func stoppedInBetween() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            #expect(try await home.cluster.stop())
            let stops = Tally()
            let logger = Logger(label: "test") { _ in
                MessageHandler { message in
                    guard message == "private database started", stops.count == 0,
                        let file = try? PostmasterFile(reading: home.layout.postmasterFile)
                    else { return }
                    kill(file.processID, SIGINT)
                    while file.isRunning(in: home.layout.data) { usleep(1_000) }
                    stops.add()
                }
            }
            #expect(try await ask(home.cluster(logger: logger).connect(), "SELECT 'up'") == "up")
            #expect(stops.count == 1)
        }
    }

    @Test("while PostgreSQL runs in single-user mode on the data, no server is started")
    func singleUser() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            #expect(try await home.cluster.stop())
            let programs = try await PostgresPrograms(
                folder: EmbeddedHome.postgresql,
                owner: ClusterOwner(home.layout)
            )
            let (input, end) = try FileDescriptor.pipe()
            for descriptor in [input, end] { _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC) }
            async let session = programs.run(
                "postgres",
                ["--single", "-D", home.layout.data.string, "template1"],
                holding: input
            )
            try await eventually { (try? ClusterFiles.read(home.layout.postmasterFile).isEmpty) == false }
            let error = await #expect(throws: EmbeddedClusterError.self) {
                try await home.cluster(timeLimit: .milliseconds(50)).connect()
            }
            #expect(error?.code == .timeout)
            try end.close()
            #expect(try await session.succeeded)
            try input.close()
            #expect(try await ask(home.cluster.connect(), "SELECT 'up'") == "up")
        }
    }

    @Test("processes of a killed server that do not end: which ones; once they are gone all is well")
    func leftProcesses() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            await #expect(throws: PostgresError.self) { try await ask(database, "SELECT 'private'::int8::text") }
            let processID = try #require(try await home.cluster.status().processID)
            // A stopped process cannot notice that its server is dead.
            let connection = try await PostgresConnection.connect(database, logger: .init(label: "test"))
            let left = await pid_t(connection.backendPID)
            kill(left, SIGSTOP)
            kill(processID, SIGKILL)
            // The log collector stays for as long as there is one who may log.
            try await eventually { ClusterServer.processes(in: home.layout.data).count <= 2 }

            let error = await #expect(throws: EmbeddedClusterError.self) {
                try await home.cluster(timeLimit: .milliseconds(50)).connect()
            }
            #expect(error?.code == .timeout)
            #expect(error?.message.contains("End them with: kill ") == true)
            #expect(error?.message.hasSuffix(" \(left)") == true)
            #expect(error?.description.contains("private") == false, "others' errors are not shown")

            async let next = home.cluster.connect()
            try await eventually { try !FileLock.isFree(home.layout.lock) }
            kill(left, SIGKILL)
            #expect(try await ask(next, "SELECT 'up'") == "up")
            await connection.close()
        }
    }

    @Test("when another process takes too long to start it, the error says what to look for")
    func heldLock() async throws {
        try await withHome { home in
            try home.layout.create(ClusterOwner(home.layout))
            guard let lock = try FileLock.take(home.layout.lock) else {
                Issue.record("a new lock must be free")
                return
            }
            let error = await #expect(throws: EmbeddedClusterError.self) {
                try await home.cluster(timeLimit: .milliseconds(50)).connect()
            }
            #expect(error?.message.contains("fuser") == true)
            _ = consume lock
            _ = try await home.cluster.connect()
        }
    }

    @Test("a file where the folder should be")
    func notAFolder() async throws {
        try await withHome { home in
            try home.path.writeAtomically("".utf8, mode: .ownerReadWrite)
            #expect(try await failure(home, .folder).contains(home.path.string))
        }
    }

    @Test("a folder for short links that others can write to is not trusted")
    func sharedLinkFolder() async throws {
        try await withHome { home in
            let shared = home.folder.appending("shared")
            try Folder.make(shared, mode: 0o777)
            #expect(throws: EmbeddedClusterError.self) { try ClusterSocket.privateFolder(of: [shared]) }
            let link = home.folder.appending("link")
            let own = home.folder.appending("own")
            try Folder.make(own, mode: 0o700)
            try link.makeLink(to: own)
            #expect(throws: EmbeddedClusterError.self) { try ClusterSocket.privateFolder(of: [link]) }
            #expect(try ClusterSocket.privateFolder(of: [shared, link, own]) == own)
        }
    }

    @Test("a cluster, a password or programs that others may change are not used, and the command that mends it")
    func openToOthers() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            let layout = home.layout
            for (path, open, closed) in [
                (home.path, "o+w", "go-w"), (layout.cluster, "o+w", "go-w"), (layout.secret, "o+r", "600"),
            ] {
                try await command("chmod", open, path.string)
                let error = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.connect() }
                #expect(error?.message.contains("fix it with: chmod \(closed) \(path)") == true)
                try await command("chmod", closed, path.string)
                _ = try await home.cluster.connect()
            }
            #expect(try await home.cluster.stop())
            let bin = home.folder.appending("pg").appending("bin")
            try Folder.makeAll(bin, mode: 0o755)
            try bin.appending("postgres").makeLink(to: home.folder.appending("program"))
            try home.folder.appending("program").create(with: "#!/bin/sh\n".utf8, mode: .ownerReadWriteExecute)
            try await command("chmod", "777", home.folder.appending("program").string)
            let text = try await failure(home, postgresql: home.folder.appending("pg"), .folder)
            #expect(text.contains("fix it with: chmod go-w \(home.folder.appending("program"))"))
        }
    }

    @Test("a pipe or a second name in the place of a log is refused and not waited for", .timeLimit(.minutes(1)))
    func plantedLog() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            #expect(try await home.cluster.stop())
            try home.layout.startLog.removeFile()
            try await command("mkfifo", home.layout.startLog.string)
            _ = try await failure(home, .folder)
            try home.layout.startLog.removeFile()
            let other = home.layout.logs.appending("other")
            try other.create(with: "text".utf8, mode: .ownerReadWrite)
            try await command("ln", other.string, home.layout.startLog.string)
            _ = try await failure(home, .folder)
            #expect(try ClusterFiles.read(other) == Array("text".utf8))
        }
    }

    @Test("a pid file cut short or full of rubbish tells nothing")
    func rubbish() {
        #expect(PostmasterFile("") == nil)
        #expect(PostmasterFile("\0\0\0\0") == nil)
        #expect(PostmasterFile("0\n") == nil)
        #expect(PostmasterFile("-2147483648\n") == nil)
        #expect(PostmasterFile("-12\n")?.processID == 12, "single-user mode")
        #expect(PostmasterFile("99999999999999999999\n") == nil)
        #expect(PostmasterFile("12")?.state == nil)
        #expect(PostmasterFile("12\n/d\n1\n5432\n../run\n\n 1 2\nready   \n")?.state == .ready)
        #expect(PostmasterFile("12\n/d\n1\n5432\n../run\n\n 1 2\nrea")?.state == nil)
    }
}

@Suite(
    "The private cluster when root asks",
    .serialized,
    .enabled(if: geteuid() == 0, "only root can drop to another account")
)
struct EmbeddedRootTests {
    @Test("PostgreSQL runs as an ordinary account, which owns the data but neither lock nor password")
    func drops() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            let data = try Stat(home.layout.data).userID.rawValue
            #expect(data == (Account(name: "paddle") ?? Account(name: "postgres"))?.userID)
            for path in [home.layout.cluster, home.layout.secret, home.layout.lock] {
                #expect(try Stat(path).userID.rawValue == 0)
            }
        }
    }

    @Test("a cluster folder that belongs to an account is run by that account, and stays usable by it")
    func keepsOwner() async throws {
        let daemon = try #require(Account(name: "daemon"))
        try await withHome { home in
            try Folder.make(home.path, mode: 0o755)
            try Folder.make(home.layout.cluster, mode: 0o700)
            try ClusterFiles.give(home.layout.cluster, to: daemon)
            _ = try await home.cluster.connect()
            let layout = home.layout
            for path in [layout.data, layout.secret, layout.lock, layout.running, layout.sockets, layout.logs] {
                #expect(try Stat(path).userID.rawValue == daemon.userID)
            }
        }
    }

    @Test(
        "nobody gets none, and is told how to get an account",
        .enabled(if: geteuid() == 0, "root alone becomes nobody")
    )
    func asNobody() async throws {
        try await withHome { home in
            await #expect(processExitsWith: .success) { [home = home.path.string as String] in
                try #require(setgid(65534) == 0 && setuid(65534) == 0)
                let cluster = EmbeddedCluster(home: home, postgresql: "/nonexistent", logger: Logger(label: "test"))
                let error = await #expect(throws: EmbeddedClusterError.self) { try await cluster.connect() }
                try #require(error?.code == .account && error?.description.contains("useradd") == true)
            }
        }
    }

    @Test("without an account for it, it never runs as nobody: how to make one")
    func noAccount() throws {
        let nobody = Account(userID: 65534, groupID: 65534, name: "nobody")
        let error = #expect(throws: EmbeddedClusterError.self) {
            try ClusterOwner.accountForRoot { $0 == "nobody" ? nobody : nil }
        }
        #expect(error?.code == .account)
        #expect(error?.message.contains("\n  useradd --system ") == true)
        let paddle = Account(userID: 990, groupID: 990, name: "paddle")
        let postgres = Account(userID: 991, groupID: 991, name: "postgres")
        #expect(try ClusterOwner.accountForRoot { name in [postgres, paddle].first { $0.name == name } } == paddle)
        #expect(try ClusterOwner.accountForRoot { $0 == "postgres" ? postgres : nil } == postgres)
    }

    @Test("a cluster that runs as nobody is refused, and the commands in the error give it to another account")
    func ranAsNobody() async throws {
        let nobody = try #require(Account(name: "nobody"))
        try await withHome { home in
            // As earlier releases made it.
            let layout = home.layout
            _ = try await home.cluster.connect()
            let account = try ClusterOwner(layout).account
            #expect(try await home.cluster.stop())
            for folder in [layout.data, layout.sockets, layout.logs] {
                try await command("chown", "-R", "nobody:", folder.string)
            }
            try ClusterFiles.overwrite(layout.data.appending("pg_ident.conf"), with: "paddle \"nobody\" postgres\n")

            let error = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.connect() }
            #expect(error?.code == .account)
            #expect(try Stat(layout.data).userID.rawValue == nobody.userID)
            let commands = try #require(error?.message.split(separator: "\n").filter { $0.hasPrefix("  ") })
            #expect(commands.count == 2)
            try await command("sh", "-ec", commands.joined(separator: "\n"))
            #expect(try await ask(home.cluster.connect(), "SELECT 'up'") == "up")
            #expect(try Stat(layout.data).userID.rawValue == account.userID)
            let identities = try ClusterFiles.read(layout.data.appending("pg_ident.conf"))
            #expect(String(decoding: identities, as: UTF8.self).contains("\"\(account.name)\""))
        }
    }

    @Test("a user without a name is told how to get one")
    func nameless() async throws {
        let nameless = Account(userID: 54321, groupID: 54321, name: "54321")
        try #require(Account(userID: nameless.userID) == nil)
        try await withHome { home in
            try Folder.make(home.path, mode: 0o755)
            try Folder.make(home.layout.cluster, mode: 0o700)
            try ClusterFiles.give(home.layout.cluster, to: nameless)
            let error = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.connect() }
            #expect(error?.code == .account)
            for word in ["54321", "useradd --uid 54321", "libnss_wrapper.so", "DATABASE_URL"] {
                #expect(error?.message.contains(word) == true)
            }
            #expect(try Folder.names(in: home.layout.cluster).allSatisfy { !$0.hasPrefix("data") })
        }
    }

    @Test("a folder on the way that the account cannot enter is named, and how to open it")
    func closedFolder() async throws {
        try await withHome("closed/home") { home in
            let closed = home.folder.appending("closed")
            try Folder.make(closed, mode: 0o700)
            let error = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.connect() }
            #expect(error?.code == .folder)
            #expect(error?.message.contains("chmod o+x \(closed)") == true)
            try await command("chmod", "o+x", closed.string)
            _ = try await home.cluster.connect()
        }
    }

    @Test("a full disk: that it is full; nothing is kept")
    func fullDisk() async throws {
        try await withHome { home in
            try Folder.make(home.path, mode: 0o755)
            let mounted = try await run(
                .name("mount"),
                arguments: ["-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", home.path.string],
                output: .discarded,
                error: .discarded
            )
            guard mounted.terminationStatus.isSuccess else {
                print("skipped: no small disk can be mounted here")
                return
            }
            let error = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.connect() }
            let names = try Folder.names(in: home.layout.cluster)
            try await command("umount", home.path.string)
            #expect(error?.message.contains("is full") == true)
            #expect(names.allSatisfy { !$0.hasPrefix("data") })
        }
    }

    @Test("it lives the same life for an ordinary account")
    func ordinaryAccount() async throws {
        let account = try ClusterOwner.accountForRoot(Account.init(name:))
        let dropping = ["--reuid=\(account.userID)", "--regid=\(account.groupID)", "--clear-groups"]
        let program = try #require(FilePath("/proc/self/exe").linkTarget).string
        let reachable = try await run(
            .name("setpriv"),
            arguments: Arguments(dropping + ["test", "-x", program]),
            workingDirectory: "/",
            output: .discarded
        )
        guard reachable.terminationStatus.isSuccess else {
            print("skipped: \(account.name) cannot enter the folder of \(program)")
            return
        }
        let tests = "EmbeddedLifeTests/(firstStart|joining|sameInstant|detached|stopping|killed|reusedNumber)"
        let result = try await run(
            .name("setpriv"),
            arguments: Arguments(dropping + [program, "--testing-library", "swift-testing", "--filter", tests]),
            environment: .inherit.updating(["PADDLE_POSTGRESQL": EmbeddedHome.postgresql.string]),
            workingDirectory: "/",
            output: .string(limit: 1 << 20),
            error: .combinedWithOutput
        )
        #expect(result.terminationStatus.isSuccess, "\(result.standardOutput)")
        #expect(result.standardOutput.contains("The life of the private cluster"))
    }
}

/// Passes on the messages that are logged.
private struct MessageHandler: LogHandler {
    let pass: @Sendable (String) -> Void
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(_ pass: @escaping @Sendable (String) -> Void) { self.pass = pass }

    func log(event: LogEvent) { pass(event.message.description) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}

extension String {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, condition(last) { text.removeLast() }
        return text
    }
}
