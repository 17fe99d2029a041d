import Async
import Coordination
import Postgres
import TestSupport
import Testing

@testable import Retrieval

@Suite("Texts waiting for their vectors")
struct BacklogTests {
    private func waiting(_ bench: MemoryBench) async throws -> Int {
        try await bench.pool.query(#"SELECT count(*) FROM "Mind"."Memories" WHERE covered IS NULL"#)[0]
            .decode(Int.self)
    }

    /// Lets the leases of all rows run out, as time alone would.
    private func expireLeases(_ bench: MemoryBench) async throws {
        try await bench.pool.execute(#"UPDATE "Mind"."Memories" SET "busy until" = now() - interval '1 second'"#)
    }

    @Test("several processes share them, and each text is claimed once")
    func shared() async throws {
        try await MemoryBench.run { bench in
            try await bench.leaveForLater(100)
            #expect(try await bench.store.hasBacklog())
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask { _ = try await bench.memories.embedBacklog(logger: silentLogger) }
                }
                try await group.waitForAll()
            }
            #expect(try await !bench.store.hasBacklog())
            let claims = try await bench.pool.query(
                #"SELECT DISTINCT claims, "busy until" IS NULL FROM "Mind"."Memories""#
            ).map { try $0.decode((Int64, Bool).self) }
            #expect(claims.map(\.0) == [1])
            #expect(claims.map(\.1) == [true])
            #expect(try await bench.memories.search("memory 7", limit: 100).hits.count == 100)
        }
    }

    @Test("a worker that lost its lease cannot write; the one that has it can")
    func lostLease() async throws {
        try await MemoryBench.run { bench in
            try await bench.leaveForLater(1)
            let slow = try #require(try await bench.store.claimBacklog(limit: 1).first)
            #expect(try await bench.store.claimBacklog(limit: 1).isEmpty)
            #expect(try await bench.memories.embedBacklog(logger: silentLogger) == .unfinished)
            try await expireLeases(bench)
            let next = try #require(try await bench.store.claimBacklog(limit: 1).first)
            let long = String(repeating: "a vector of something else entirely. ", count: 100)
            try await bench.store.embed(slow, as: bench.memories.embed(long))
            #expect(try await waiting(bench) == 1)
            #expect(try await bench.pool.query(#"SELECT FROM "Mind"."Parts""#).isEmpty)

            try await bench.store.embed(next, as: bench.memories.embed(next.content))
            #expect(try await waiting(bench) == 0)
            try await bench.store.embed(slow, as: bench.memories.embed(long))
            #expect(try await bench.pool.query(#"SELECT FROM "Mind"."Parts""#).isEmpty)
            let score = try await bench.memories.search(next.content).hits.first?.score
            #expect(try #require(score) > 0.99)
        }
    }

    @Test("content that changes during the work is embedded again, at once")
    func changedMeanwhile() async throws {
        try await MemoryBench.run { bench in
            try await bench.leaveForLater(1)
            let old = try #require(try await bench.store.claimBacklog(limit: 1).first)
            _ = try await bench.pool.pipeline(
                bench.store.update(id: old.claim.id, "importance = 3", content: "Whales sing.", embedded: nil)
            )
            try await bench.store.embed(old, as: bench.memories.embed(old.content))
            #expect(try await waiting(bench) == 1)
            #expect(try await bench.memories.embedBacklog(logger: silentLogger) == .done)
            let hit = try #require(try await bench.memories.search("Whales sing.").hits.first)
            #expect(hit.content == "Whales sing.")
            #expect(hit.score > 0.99)
        }
    }

    @Test("content without words no longer waits, and no search finds it")
    func nothingToRead() async throws {
        try await MemoryBench.run { bench in
            try await bench.pool.execute(#"INSERT INTO "Mind"."Memories" (bank, said) VALUES (1, ' \#u{200B}')"#)
            #expect(try await bench.memories.embedBacklog(logger: silentLogger) == .done)
            #expect(try await !bench.store.hasBacklog())
            #expect(try await bench.memories.search("anything").hits.isEmpty)
        }
    }
}
