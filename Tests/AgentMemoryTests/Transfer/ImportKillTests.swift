import Foundation
import Glibc
import TestSupport
import Testing

extension AgentMemory {
    @Suite("Large imports, and such as are killed")
    struct ImportKillTests {
        private static let isLong = LongTests.areAsked

        private static func graph(_ count: Int) -> String {
            (1...count).map { number in
                #"{"type":"entity","name":"Box \#(number)","entityType":"box","observations":["holds \#(number * 7) nails"]}"#
            }.joined(separator: "\n")
        }

        @Test("kill -9 in the middle of an import: nothing is half there, and importing again stores each memory once")
        func killed() async throws {
            try await BankSide.withOne { side, folder in
                let count = 5_000
                try folder.write("a.jsonl", Self.graph(count))
                for trial in 0..<(Self.isLong ? 20 : 3) {
                    try await side.server.overStdio { client in
                        // A call that waits leaves no task, with which the next server would go on by itself.
                        let arguments: JSONValue = ["file": "a.jsonl", "wait_seconds": 60]
                        try await client.send("tools/call", ["name": "import_bank", "arguments": arguments])
                        if trial > 0 {
                            try await eventually("it stores") {
                                try await !side.database.rows(
                                    "SELECT FROM pg_stat_activity WHERE query LIKE 'WITH given AS MATERIALIZED%'"
                                ).isEmpty
                            }
                        }
                        try await Task.sleep(for: .milliseconds(Int.random(in: 0...500)))
                        client.process.signal(SIGKILL)
                        #expect(await client.process.waitForExit())
                    }
                    let stored = try await side.database.rows("SELECT count(*) AS count FROM memories")[0]["count"]?.int
                    #expect(stored == 0 || stored == count)
                }
                try await side.server.overStdio { client in
                    let report = try await client.value("import_bank", ["file": "a.jsonl"])
                    #expect((report["imported"]?.int ?? 0) + (report["skipped"]?.int ?? 0) == count)
                    #expect(
                        try await side.database.rows(
                            "SELECT count(*) AS all, count(DISTINCT content) AS distinct FROM memories"
                        )
                            == [["all": .int(count), "distinct": .int(count)]]
                    )
                    // By its words it is found before it has vectors.
                    let found = try await client.foundTexts("box 4711", in: "default", ["mode": "keyword"])
                    #expect(found.contains("Box 4711: holds 32977 nails"), "\(found)")
                }
            }
        }

        /// Imports a file into the default bank by a task that is followed to its end.
        private func load(_ file: String, into side: BankSide) async throws {
            try await side.server.overStdio { client in
                let begun = try await client.value("import_bank", ["file": .string(file), "wait_seconds": 0])
                let id = try #require(begun["task"]?["task_id"])
                try await awaited("the import", within: .seconds(1_800)) {
                    let task = try await client.value("get_task", ["task_id": id, "wait_seconds": 30])["task"]
                    #expect(task?["status"] != "failed", "\(task ?? nil)")
                    return task?["status"] == "working" ? nil : ()
                }
                // The model may be at work on the vectors by now.
                #expect(try client.process.mostMemory() < 512 << 20)
            }
        }

        @Test(
            "100,000 memories go out and in, and memory stays small",
            .enabled(if: isLong, "PADDLE_LONG_TESTS is not set")
        )
        func large() async throws {
            try await BankSide.withTwo { from, to, folder in
                try folder.write("a.jsonl", Self.graph(100_000))
                try await load("a.jsonl", into: from)
                #expect(try await from.database.rows("SELECT count(*) AS n FROM memories") == [["n": 100_000]])
                let exported = try await from.server.command("export", folder.appending(path: "b.jsonl").path)
                #expect(exported.output.hasPrefix("Exported 100000 memories"), "\(exported.errors)")
                try await load("b.jsonl", into: to)
                #expect(try await from.memories() == to.memories())
            }
        }
    }
}
