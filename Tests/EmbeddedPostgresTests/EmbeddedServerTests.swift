import Files
import Glibc
import Logging
import Postgres
import SystemPackage
import TestSupport
import Testing

@testable import EmbeddedPostgres
@testable import Files

@Suite("What can happen to a running server of the private cluster, and what is said about it", .serialized)
struct EmbeddedServerTests {
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
            let text = try await home.failure(.start)
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
            let logger = Logger { event in
                guard event.message == "private database started", stops.count == 0,
                    let file = try? PostmasterFile(reading: home.layout.postmasterFile)
                else { return }
                kill(file.processID, SIGINT)
                while file.isRunning(in: home.layout.data) { usleep(1_000) }
                stops.add()
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
}
