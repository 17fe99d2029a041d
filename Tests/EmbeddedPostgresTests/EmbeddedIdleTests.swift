import Glibc
import Logging
import Postgres
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import EmbeddedPostgres
@testable import Files

@Suite("Stopping the private cluster when nobody uses it", .serialized)
struct EmbeddedIdleTests {
    private let watchers: SQL = "SELECT count(*)::text FROM pg_stat_activity WHERE application_name = 'idle stop'"

    private func isRunning(_ home: EmbeddedHome) async throws -> Bool {
        try await home.cluster.status().state == .running
    }

    @Test("it stops once nobody has been connected for the time, and starts again with its data")
    func stops() async throws {
        try await withHome { home in
            try await ask(home.cluster.connect(), "CREATE TABLE public.kept AS SELECT 1 AS one")
            #expect(try await home.cluster.stop(whenIdleFor: .milliseconds(400)))
            #expect(try await !isRunning(home))
            #expect(try await ask(home.cluster.connect(), "SELECT one::text FROM public.kept") == "1")
        }
    }

    @Test("an open connection keeps it running, however quiet it is")
    func openConnection() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            let connection = try await PostgresConnection.connect(database, logger: Logger(label: "test"))
            async let stopped = home.cluster.stop(whenIdleFor: .milliseconds(200))
            // Five times as long as it would take otherwise.
            try await Task.sleep(for: .seconds(1))
            #expect(try await connection.query("SELECT 1").count == 1)
            await connection.close()
            #expect(try await stopped)
        }
    }

    @Test("connections that come and go between two looks keep it running")
    func shortConnections() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            // So long that no stall of this machine lasts as long.
            async let stopped = home.cluster.stop(whenIdleFor: .seconds(4))
            let end = ContinuousClock.now + .seconds(6)
            while ContinuousClock.now < end {
                try await ask(database, "SELECT ''")
                try await Task.sleep(for: .milliseconds(150))
            }
            #expect(try await isRunning(home))
            #expect(try await stopped)
        }
    }

    @Test("others that wait for it to be idle do not keep it running")
    func twoWaiters() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            async let patient = home.cluster.stop(whenIdleFor: .seconds(600))
            async let impatient = home.cluster.stop(whenIdleFor: .milliseconds(400))
            #expect(try await impatient)
            #expect(try await !patient)
        }
    }

    @Test("a crash that ends its sessions, but not the server, does not end the waiting")
    func crash() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            async let stopped = home.cluster.stop(whenIdleFor: .milliseconds(800))
            let victim: SQL = "SELECT pid::text FROM pg_stat_activity WHERE application_name = 'idle stop'"
            var process: pid_t?
            try await eventually {
                process = try await ask(database, victim).flatMap { pid_t($0) }
                return process != nil
            }
            #expect(kill(try #require(process), SIGKILL) == 0)
            #expect(try await stopped)
        }
    }

    @Test("waiting for it to be idle includes its start, and fails when nobody can log in")
    func starting() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            let secret = try String(decoding: ClusterFiles.read(home.layout.secret), as: UTF8.self)
            for (wrong, isRead) in [(String(secret.filter { !$0.isWhitespace }.reversed()), true), ("", false)] {
                try ClusterFiles.overwrite(home.layout.secret, with: wrong)
                let error = await #expect(throws: (any Error).self) {
                    try await home.cluster(timeLimit: .seconds(1)).stop(whenIdleFor: .milliseconds(400))
                }
                #expect(isRead ? error is PostgresError : error is EmbeddedClusterError)
            }
            try ClusterFiles.overwrite(home.layout.secret, with: secret)
            #expect(try await home.cluster.stop())
            // Held as by a server on its way up.
            let held = try FileLock.take(home.layout.running)
            guard let lock = consume held else { throw Errno.wouldBlock }
            let hasEnded = Mutex(false)
            async let stopped = {
                let stopped = try await home.cluster.stop(whenIdleFor: .seconds(600))
                hasEnded.withLock { $0 = true }
                return stopped
            }()
            try await Task.sleep(for: .milliseconds(300))
            #expect(hasEnded.withLock { !$0 })
            _ = consume lock
            #expect(try await !stopped)
        }
    }

    @Test("who waits for it to be idle ends when it is stopped by other hands, and does not start it")
    func stoppedOtherwise() async throws {
        try await withHome { home in
            #expect(try await !home.cluster.stop(whenIdleFor: .milliseconds(1)))
            let database = try await home.cluster.connect()
            async let stopped = home.cluster.stop(whenIdleFor: .seconds(600))
            try await eventually { try await ask(database, watchers) == "1" }
            #expect(try await home.cluster.stop())
            #expect(try await !stopped)
            #expect(try await !isRunning(home))
        }
    }

    @Test("a watcher is started along with each server, even one whose start is abandoned, and inherits nothing")
    func watcher() async throws {
        try await withHome { home in
            let note = home.folder.appending("note")
            let script = "exec >> \(note); env; readlink /proc/$$/fd/*; echo session $$ $(ps -o sid= -p $$); echo end"
            let watcher = ClusterWatcher(
                program: "/bin/sh",
                arguments: ["-c", script],
                environment: ["GREETING": "hello", "PATH": "/usr/bin:/bin"]
            )
            func started() -> Int { ClusterFiles.tail(note, lines: 100).count { $0 == "end" } }
            _ = try await home.cluster(watcher: watcher).connect()
            try await eventually { started() == 1 }
            #expect(try await home.cluster.stop())
            let impatient = Task { try await home.cluster(watcher: watcher).connect() }
            try await eventually { started() == 2 }
            impatient.cancel()
            _ = try? await impatient.value

            var names: Set<Substring> = []
            var files: Set<Substring> = []
            for line in ClusterFiles.tail(note, lines: 100) where line != "end" {
                if line.hasPrefix("session") {
                    let words = line.split(separator: " ")
                    #expect(words[1] == words[2], "it leads a session of its own")
                } else if let sign = line.firstIndex(of: "=") {
                    names.insert(line[..<sign])
                } else {
                    files.insert(line)
                }
            }
            #expect(names.isSubset(of: ["GREETING", "PATH", "PWD", "OLDPWD", "SHLVL", "_"]), "\(names)")
            #expect(names.contains("GREETING"))
            #expect(files == ["/dev/null", "\(note)", "\(home.layout.watcherLog)"])
        }
    }

    @Test("a watcher that cannot be run is logged, and the cluster starts without it")
    func noProgram() async throws {
        try await withHome { home in
            let watcher = ClusterWatcher(program: "/nonexistent", arguments: [], environment: [:])
            await #expect(throws: EmbeddedClusterError.self) {
                try await watcher.launch(log: home.folder.appending("log"))
            }
            let database = try await home.cluster(watcher: watcher).connect()
            #expect(try await ask(database, "SELECT ''") == "")
        }
    }
}
