import EmbeddedPostgres
import Logging
import Postgres
import TestSupport
import Testing

@Suite("A pool whose server restarts")
struct PoolRestartTests {
    @Test("a server restarted in mid-use: calls fail or wait while it is away, and all is well after")
    func restart() async throws {
        try await withHome { home in
            let database = try await home.cluster.connect()
            var configuration = PostgresPoolConfiguration(database)
            configuration.maximumConnections = 4
            configuration.acquireTimeout = .seconds(60)
            configuration.firstBackoff = .milliseconds(10)
            let pool = PostgresPool(configuration, logger: silentLogger)
            try await pool.execute("CREATE TABLE public.t (n int8)")
            let done = Tally()
            let succeeded = Tally()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        while done.count == 0 {
                            if (try? await pool.execute("INSERT INTO public.t VALUES (1)")) != nil {
                                succeeded.add()
                            }
                        }
                    }
                }
                try await eventually { succeeded.count > 100 }
                #expect(try await home.cluster.stop())
                _ = try await home.cluster.connect()
                let before = succeeded.count
                try await eventually { succeeded.count > before + 100 }
                done.add()
                try await group.waitForAll()
            }
            let rows = try await pool.query("SELECT count(*) FROM public.t").first?.decode(Int.self) ?? 0
            #expect(rows >= succeeded.count, "what was reported as done is there")
            #expect(pool.counts.idle == pool.counts.total)
            await pool.close()
        }
    }
}
