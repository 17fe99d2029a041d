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
