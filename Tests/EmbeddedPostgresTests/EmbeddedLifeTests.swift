import Files
import Glibc
import Logging
import Postgres
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import EmbeddedPostgres

@Suite("The life of the private cluster", .serialized)
struct EmbeddedLifeTests {
    @Test("the first start makes a database of the right kind, for a role that is no superuser")
    func firstStart() async throws {
        try await withHome { home in
            #expect(try await home.cluster.status().state == .absent)
            let database = try await home.cluster.connect()
            let facts = try await ask(
                database,
                """
                SELECT concat_ws(' ', current_database(), current_user, rolsuper, pg_encoding_to_char(encoding),
                  current_setting('data_checksums'), quote_literal(current_setting('listen_addresses')),
                  (SELECT extname FROM pg_extension WHERE extname = 'vector'), current_setting('TimeZone'))
                FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user
                """
            )
            #expect(facts == "paddle paddle f UTF8 on '' vector UTC")
            #expect(try await ask(database, "SELECT to_tsvector('simple', 'ÉCOLE')::text") == "'école':1")
            try await ask(database, "CREATE TABLE public.t (v public.vector(3))")
        }
    }

    @Test("the role stores vectors by COPY, reads them back, and its dump brings the extension along")
    func vectors() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            let connection = try await PostgresConnection.connect(database, logger: Logger(label: "test"))
            try await connection.execute("CREATE TABLE public.t (v public.vector(3))")
            try await connection.copyIn(into: "public.t", columns: ["v"], rows: [PostgresBinds(Vector([1, 2, 3]))])
            #expect(try await connection.query("SELECT v FROM public.t")[0].decode(Vector.self) == Vector([1, 2, 3]))
            // pg_dump leaves out what is numbered as PostgreSQL's own things are.
            let isUsers: SQL = "SELECT oid >= 16384 FROM pg_extension WHERE extname = 'vector'"
            #expect(try await connection.query(isUsers)[0].decode(Bool.self))
            await connection.close()
        }
    }

    @Test("the role can make further databases, and pgvector is in them")
    func furtherDatabases() async throws {
        try await withHome { home in
            var database = try await home.cluster.connect()
            try await ask(database, "CREATE DATABASE another")
            database.parameters["dbname"] = "another"
            #expect(try await ask(database, "SELECT '[1,2]'::public.vector::text") == "[1,2]")
        }
    }

    @Test("nobody can log in without the password, and only the owner can read it")
    func password() async throws {
        try await withHome { home in
            var database = try await home.cluster.connect()
            let secret = try Stat(home.layout.secret)
            #expect(secret.permissions == [.ownerReadWrite])
            #expect(secret.userID.rawValue == geteuid())
            database.parameters["password"] = "wrong"
            await #expect(throws: PostgresError.self) { try await ask(database, "SELECT ''") }
        }
    }

    @Test("joining needs no program: it works where PostgreSQL is not even installed")
    func joining() async throws {
        try await withHome { home in
            let first = try await home.cluster.connect()
            let second = try await home.cluster(postgresql: "/nonexistent").connect()
            #expect(first.parameters == second.parameters)
        }
    }

    @Test("many that start at the same instant on a machine that has none share one")
    func sameInstant() async throws {
        try await withHome { home in
            let starts = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await ask(home.cluster.connect(), "SELECT pg_postmaster_start_time()::text")
                    }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(starts.count == 1)
        }
    }

    @Test("the server is in a session of its own and keeps nothing of ours open")
    func detached() async throws {
        try await withHome { home in
            // Without close-on-exec, as a client's pipes are.
            var ends: [Int32] = [-1, -1]
            try #require(unsafe pipe(&ends) == 0)
            defer { close(ends[0]) }
            _ = try await home.cluster.connect()
            close(ends[1])

            let processID = try #require(try await home.cluster.status().processID)
            #expect(getsid(processID) == processID)
            #expect(FilePath("/proc/\(processID)/fd/0").linkTarget == home.layout.running)
            #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
            var byte: UInt8 = 0
            #expect(unsafe read(ends[0], &byte, 1) == 0, "the other end is still open somewhere")
        }
    }

    @Test("stopping is clean, tells whether there was something to stop, and keeps the data")
    func stopping() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            try await ask(database, "CREATE TABLE public.kept AS SELECT 'yes'::text AS answer")
            #expect(try await home.cluster.status().state == .running)
            #expect(try await home.cluster.stop())
            #expect(try await home.cluster.status().state == .stopped)
            #expect(ClusterServer.processes(in: home.layout.data).isEmpty)
            #expect(try await !home.cluster.stop())
            #expect(try await ask(home.cluster.connect(), "SELECT answer FROM public.kept") == "yes")
        }
    }

    @Test("after kill -9 the next start recovers, and what was committed is there")
    func killed() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            try await ask(database, "CREATE TABLE public.kept AS SELECT 'yes'::text AS answer")
            let processID = try #require(try await home.cluster.status().processID)
            kill(processID, SIGKILL)
            try await eventually { PostmasterFile("\(processID)")?.isRunning(in: home.layout.data) == false }
            #expect(try await home.cluster.status().state != .running)
            #expect(try await ask(home.cluster.connect(), "SELECT answer FROM public.kept") == "yes")
        }
    }

    @Test("a number recorded before a power cut may be anybody's now, even ours")
    func reusedNumber() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            let processID = try #require(try await home.cluster.status().processID)
            let remains = try ClusterFiles.read(home.layout.postmasterFile)
            #expect(try await home.cluster.stop())
            let text = String(decoding: remains, as: UTF8.self)
            #expect(text.hasPrefix("\(processID)\n"))

            let owner = try ClusterOwner(home.layout).keeper ?? ClusterOwner(home.layout).account
            let file = text.replacing("\(processID)\n", with: "\(getpid())\n", maxReplacements: 1)
            for path in [home.layout.postmasterFile, home.layout.sockets.appending(".s.PGSQL.5432.lock")] {
                try ClusterFiles.writeAtomically(file, to: path, mode: [.ownerReadWrite], owner: owner)
            }
            #expect(try await home.cluster.status().state == .stopped)
            #expect(try await !home.cluster.stop(), "we must not stop ourselves")
            #expect(try await ask(home.cluster.connect(), "SELECT 'up'") == "up")
        }
    }

    @Test("what a killed first start left half made is cleared away")
    func halfMade() async throws {
        try await withHome { home in
            try home.layout.create(ClusterOwner(home.layout))
            let remains = home.layout.staging()
            try Folder.makeAll(remains.appending("base"), mode: 0o700)
            let account = try ClusterOwner(home.layout).account
            for path in [remains, remains.appending("base")] { try ClusterFiles.give(path, to: account) }
            #expect(try await home.cluster.status().state == .absent)
            _ = try await home.cluster.connect()
            #expect(try !remains.exists())
        }
    }

    @Test("a first start that is cancelled leaves nothing, and the next one succeeds")
    func cancelled() async throws {
        try await withHome { home in
            let start = Task { try await home.cluster.connect() }
            try await eventually {
                (try? Folder.names(in: home.layout.cluster))?.contains {
                    $0.hasPrefix(ClusterLayout.stagingPrefix)
                }
                    ?? false
            }
            start.cancel()
            await #expect(throws: (any Error).self) { try await start.value }
            #expect(try await home.cluster.status().state == .absent)
            #expect(try await ask(home.cluster.connect(), "SELECT 'up'") == "up")
            let names = try Folder.names(in: home.layout.cluster)
            #expect(!names.contains { $0.hasPrefix(ClusterLayout.stagingPrefix) })
        }
    }

    @Test("a lost password is replaced at the next start, and explained while the server runs")
    func lostPassword() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            try home.layout.secret.removeFile()
            let error = await #expect(throws: EmbeddedClusterError.self) { try await home.cluster.connect() }
            #expect(error?.code == .password)
            #expect(try await home.cluster.stop())
            #expect(try await ask(home.cluster.connect(), "SELECT 'in'") == "in")
        }
    }
}
