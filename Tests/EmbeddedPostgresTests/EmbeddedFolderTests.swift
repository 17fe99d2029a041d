import Files
import Glibc
import Postgres
import SystemPackage
import TestSupport
import Testing

@testable import EmbeddedPostgres
@testable import Files

@Suite(
    "What can be wrong with the folder of the private cluster and its programs, and what is said about it",
    .serialized
)
struct EmbeddedFolderTests {
    @Test("no PostgreSQL: how to get one, or use another")
    func missing() async throws {
        try await withHome { home in
            let text = try await home.failure(.postgresqlMissing, postgresql: "/nonexistent")
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
            let text = try await home.failure(.postgresqlMissing, postgresql: home.folder.appending("pg"))
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
            try FilePath(String(control.prefix { !$0.isNewline })).removeFile()
            let text = try await home.failure(.pgvectorMissing, postgresql: copy)
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
            let text = try await home.failure(.versionMismatch)
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
            let text = try await home.failure(.start)
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
            #expect(try await home.failure(.start).contains("no_such_setting"))
        }
    }

    @Test("a file where the folder should be")
    func notAFolder() async throws {
        try await withHome { home in
            try home.path.writeAtomically("".utf8, mode: .ownerReadWrite)
            #expect(try await home.failure(.folder).contains(home.path.string))
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
            let text = try await home.failure(.folder, postgresql: home.folder.appending("pg"))
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
            _ = try await home.failure(.folder)
            try home.layout.startLog.removeFile()
            let other = home.layout.logs.appending("other")
            try other.create(with: "text".utf8, mode: .ownerReadWrite)
            try await command("ln", other.string, home.layout.startLog.string)
            _ = try await home.failure(.folder)
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
