import Logging
import SystemPackage
import Testing

@testable import Postgres

@Suite("Stopping the private cluster when nobody uses it", .serialized)
struct EmbeddedIdleTests {
    private func isRunning(_ home: EmbeddedHome) async throws -> Bool {
        try await home.cluster.status().state == .running
    }

    @Test("it stops once nobody has been connected for the time, and starts again with its data")
    func stops() async throws {
        try await withHome { home in
            try await ask(home.cluster.connect(), "CREATE TABLE kept AS SELECT 1 AS one")
            #expect(try await home.cluster.stop(whenIdleFor: .milliseconds(400)))
            #expect(try await !isRunning(home))
            #expect(try await ask(home.cluster.connect(), "SELECT one::text FROM kept") == "1")
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
            async let stopped = home.cluster.stop(whenIdleFor: .milliseconds(800))
            let end = ContinuousClock.now + .seconds(3)
            while ContinuousClock.now < end {
                try await ask(database, "SELECT ''")
                try await Task.sleep(for: .milliseconds(150))
            }
            #expect(try await isRunning(home))
            #expect(try await stopped)
        }
    }

    @Test("who waits for it to be idle ends when it is stopped by other hands, and does not start it")
    func stoppedOtherwise() async throws {
        try await withHome { home in
            #expect(try await !home.cluster.stop(whenIdleFor: .milliseconds(1)))
            let database = try await home.cluster.connect()
            async let stopped = home.cluster.stop(whenIdleFor: .seconds(600))
            let watchers: SQL = "SELECT count(*)::text FROM pg_stat_activity WHERE application_name = 'idle stop'"
            try await eventually { try await ask(database, watchers) == "1" }
            #expect(try await home.cluster.stop())
            #expect(try await !stopped)
            #expect(try await !isRunning(home))
        }
    }

    @Test("a watcher is started beside each server, and has nothing of its starter")
    func watcher() async throws {
        try await withHome { home in
            let note = home.folder.appending("note")
            let watcher = ClusterWatcher(
                program: "/bin/sh",
                arguments: ["-c", #"echo "$GREETING $$ $(ps -o sid= -p $$)" >> \#(note)"#],
                environment: ["GREETING": "hello", "PATH": "/usr/bin:/bin"]
            )
            for round in 1...2 {
                _ = try await home.cluster(watcher: watcher).connect()
                try await eventually { ClusterFiles.tail(note, lines: 9).count == round }
                #expect(try await home.cluster.stop())
            }
            for line in ClusterFiles.tail(note, lines: 9) {
                let words = line.split(separator: " ")
                #expect(words[0] == "hello")
                #expect(words[1] == words[2], "it leads a session of its own")
            }
        }
    }
}
