import Glibc
import TestSupport
import Testing

extension AgentMemory {
    /// A server is killed while it works, again and again, at moments that differ in every run.
    @Suite("kill -9 at random moments, three times or with PADDLE_LONG_TESTS two hundred")
    struct KillTests {
        private static let times = LongTests.areAsked ? 200 : 3

        /// What the killed servers have acknowledged.
        private actor Acknowledged {
            private(set) var texts: Set<String> = []
            private(set) var isKilled = false
            /// How many texts were acknowledged.
            private(set) var count = 0

            func add(_ text: String) {
                texts.insert(text)
                count += 1
            }
            func replace(_ text: String, by other: String) {
                texts.remove(text)
                texts.insert(other)
            }
            func begin() { isKilled = false }
            func kill() { isKilled = true }
        }

        @Test("storing and superseding: what was acknowledged is there once, nothing is half there, and all is found")
        func writing() async throws {
            try await withDatabaseAccess { database in
                let subject = try whole.with(settings: ["DATABASE_URL": database.url])
                #expect(try await subject.command("migrate", "up").succeeded)
                let acknowledged = Acknowledged()
                for trial in 0..<Self.times {
                    let delay = Duration.milliseconds(Int.random(in: 0...2_000))
                    await acknowledged.begin()
                    let ending = try await subject.overStdio { client in
                        let working = Task {
                            do {
                                for number in 0... {
                                    let text = "Shelf \(trial) holds the box number \(number)."
                                    let stored = try await client.value("store_memory", ["content": .string(text)])
                                    #expect(stored["outcome"] == "stored")
                                    await acknowledged.add(text)
                                    guard number % 3 == 2, let id = stored["id"] else { continue }
                                    let other = "Shelf \(trial) is empty since box \(number) went."
                                    _ = try await client.value(
                                        "supersede_memory",
                                        ["id": id, "content": .string(other), "idempotency_key": .string(uniqueName())]
                                    )
                                    await acknowledged.replace(text, by: other)
                                }
                            } catch {
                                if await !acknowledged.isKilled { Issue.record(error, "before the kill") }
                            }
                        }
                        // Half of them are killed while they start.
                        if trial.isMultiple(of: 2) {
                            let known = await acknowledged.count
                            try await eventually("it has stored something") { await acknowledged.count > known }
                        }
                        try await Task.sleep(for: delay)
                        await acknowledged.kill()
                        client.process.signal(SIGKILL)
                        #expect(await client.process.waitForExit())
                        await working.value
                    }
                    #expect(ending.status == .signaled(SIGKILL))
                    let rows = try await database.rows("SELECT content FROM memories WHERE retired_at IS NULL")
                    let texts = rows.compactMap { $0["content"]?.string }
                    // A supersession that was not acknowledged may be done.
                    let lost = await acknowledged.texts.subtracting(texts)
                    #expect(lost.count <= 1, "\(lost)")
                    #expect(Set(texts).count == texts.count, "none is there twice")
                    for text in lost {
                        let successor = try await database.rows(
                            "SELECT FROM memories WHERE content = '\(text)' AND superseded_by IS NOT NULL"
                        )
                        #expect(successor.count == 1, "\(text)")
                        await acknowledged.replace(text, by: texts.last ?? text)
                    }
                }
                let halves = """
                    SELECT id FROM memories WHERE retired_as = 'superseded' AND superseded_by IS NULL
                    """
                #expect(try await database.rows(halves) == [])
                try await subject.overStdio { client in
                    let found = try await client.value(
                        "search_memories",
                        ["query": "shelf", "mode": "keyword", "limit": 100]
                    )
                    #expect(found["hits"]?.array?.isEmpty == false)
                    #expect(try await database.rows("SELECT FROM memories WHERE embedding IS NULL") == [])
                }
            }
        }

        @Test("what was recalled counts as accessed, although the server is killed a second later")
        func accesses() async throws {
            let bank = uniqueName()
            let ending = try await server.overStdio { client in
                try await client.store("The lantern is lit at dusk.", in: bank)
                _ = try await client.found("lantern", in: bank)
                try await Task.sleep(for: .seconds(1))
                client.process.signal(SIGKILL)
                #expect(await client.process.waitForExit())
            }
            #expect(ending.status == .signaled(SIGKILL))
            try await server.overStdio { client in
                let listed = try await client.value("list_memories", ["bank": .string(bank)])["memories"]?.array
                #expect(listed?.first?["access_count"] == 1)
            }
        }
    }
}
