import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("A folder and a bank are brought in step")
    struct FolderSyncTests {
        private let progress = "# Progress\n\n## Works\n\n- search\n\n## Left\n\n- sync\n"

        @Test("the usual files are adopted; their sections are found by search, and changes go both ways")
        func bothWays() async throws {
            try await SyncedFolder.run { folder in
                try folder.write("progress.md", progress)
                try folder.write("techContext.md", "# Tech context\r\n\r\nThe server is written in Swift.\r\n")
                let first = try await folder.sync()
                #expect(first["files"] == 2)
                #expect(first["created"]?.array?.count == 3)
                #expect(first["problems"] == [])
                #expect(folder.body("progress.md") == progress)
                #expect(
                    folder.text("techContext.md")?.hasSuffix(
                        "# Tech context\r\n\r\nThe server is written in Swift.\r\n"
                    ) == true
                )

                let hits = try await folder.call("search_memories", ["query": "Which language is it written in?"])[
                    "hits"
                ]
                let best = hits?.array?.first?["memory"]
                #expect(best?["content"] == "# Tech context\n\nThe server is written in Swift.")
                #expect(best?["metadata"]?["file"] == "techContext.md")
                let id = try #require(best?["id"])

                try await folder.call(
                    "update_memory",
                    ["id": id, "content": "# Tech context\n\nThe server is written in Rust."]
                )
                try folder.edit("progress.md", "- sync", "- sync both ways")
                let second = try await folder.sync()
                #expect(second["written"] == ["techContext.md"])
                #expect(second["updated"]?.array?.count == 1)
                #expect(folder.text("techContext.md")?.hasSuffix("The server is written in Rust.\r\n") == true)
                #expect(try await folder.contents().contains("## Left\n\n- sync both ways"))
                let third = try await folder.sync()
                #expect(third["written"] == [] && third["updated"] == [])
            }
        }

        @Test("a dry run shows what would change, and changes nothing, not even in an empty home")
        func dryRun() async throws {
            try await SyncedFolder.run { folder in
                try folder.write("progress.md", progress)
                let before = try await folder.sync(["dry_run": true])
                #expect(before["created"] == [0, 0])
                #expect(
                    before["diff"]?.string?.contains(
                        "+++ new memory of progress.md\n@@ -0,0 +1,3 @@\n+## Works\n+\n+- search\n"
                    ) == true
                )
                #expect(folder.text("progress.md") == progress)
                #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: ".paddle").path))
                try await folder.sync()
                let id = try #require(try await folder.memories().first { $0.value.contains("search") }?.key)
                try await folder.call("update_memory", ["id": .int(id), "content": "## Works\n\n- search\n- recall"])
                let text = folder.text("progress.md")
                let diff = try await folder.sync(["dry_run": true])["diff"]?.string
                #expect(
                    diff?.contains(
                        "--- progress.md\n+++ progress.md\n@@ -3,6 +3,7 @@\n ## Works\n \n - search\n+- recall\n"
                    ) == true,
                    "\(diff ?? "")"
                )
                #expect(folder.text("progress.md") == text)
            }
        }

        @Test("edits of the same line on both sides are both kept, however often it is synced")
        func conflict() async throws {
            try await SyncedFolder.run { folder in
                try folder.write("progress.md", progress)
                try await folder.sync()
                let id = try #require(try await folder.memories().first { $0.value.contains("sync") }?.key)
                try await folder.call("update_memory", ["id": .int(id), "content": "## Left\n\n- the bank's"])
                try folder.edit("progress.md", "- sync", "- the file's")
                let report = try await folder.sync()
                #expect(report["conflicts"]?.array?.count == 1)
                try await folder.sync()
                #expect(try await folder.memories()[id] == "## Left\n\n- the bank's")
                #expect(folder.body("progress.md")?.hasSuffix("## Left\n\n- the bank's\n") == true)
                #expect(folder.conflicts.count == 1)
                #expect(folder.conflicts.first.flatMap(folder.text) == "## Left\n\n- the file's\n")
                let history = try await folder.call("get_memory", ["id": .int(id)])["supersedes"]?.array
                #expect(history?.map { $0["content"] } == ["## Left\n\n- sync"])
            }
        }

        @Test("what is deleted on one side is forgotten or removed on the other, and comes back from there")
        func deletes() async throws {
            try await SyncedFolder.run { folder in
                try folder.write("progress.md", progress)
                try folder.write("notes.md", "## Note\n\nkeep this\n")
                try await folder.sync()
                let before = try await folder.memories()
                let text = try #require(folder.text("notes.md"))
                try folder.remove("notes.md")
                #expect(try await folder.sync()["retired"]?.array?.count == 1)
                #expect(try await folder.memories(of: "retired").values.contains("## Note\n\nkeep this"))
                try folder.write("notes.md", text)
                #expect(try await folder.sync()["restored"]?.array?.count == 1)
                #expect(try await folder.memories() == before)

                let id = try #require(before.first { $0.value.contains("search") }?.key)
                try await folder.call("forget_memory", ["id": .int(id)])
                try await folder.sync()
                #expect(folder.body("progress.md") == "# Progress\n\n## Left\n\n- sync\n")
                try await folder.call("restore_memory", ["id": .int(id)])
                try await folder.sync()
                #expect(folder.body("progress.md") == progress)
                try await folder.call(
                    "purge_memories",
                    ["state": "all", "filter": ["$id": .int(id)], "expected_count": 1]
                )
                try await folder.sync()
                #expect(folder.body("progress.md") == "# Progress\n\n## Left\n\n- sync\n")
                #expect(try await folder.memories().count == 2)
            }
        }

        @Test("a memory goes into the file that it asks for, else into one of the server's")
        func places() async throws {
            try await SyncedFolder.run { folder in
                try folder.write("progress.md", progress)
                try await folder.sync()
                for (content, file) in [
                    ("Tea is drunk at four.", nil), ("- an agent's part", "progress.md"), ("Out.", "../../etc/x.md"),
                ] {
                    var arguments: JSONValue = ["content": .string(content), "idempotency_key": .string(content)]
                    if let file { arguments["metadata"] = ["file": .string(file)] }
                    try await folder.call("store_memory", arguments)
                }
                try await folder.sync()
                #expect(folder.names == ["memories.md", "progress.md"])
                #expect(folder.body("progress.md")?.hasPrefix(progress) == true)
                #expect(folder.body("progress.md")?.hasSuffix("\n\n- an agent's part\n") == true)
                #expect(folder.body("memories.md")?.contains("\n\nTea is drunk at four.\n") == true)
            }
        }

        @Test("what cannot be read, and what must not be stored, is told and left as it is; the rest is in step")
        func problems() async throws {
            try await SyncedFolder.run { folder in
                let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA75\n-----END RSA PRIVATE KEY-----"
                let bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n---\n# Bomb\n\ntext of the bomb\n"
                try folder.write("good.md", "# Good\n\ntext\n")
                try folder.write("secret.md", "# Key\n\n\(key)\n\n# Other\n\nharmless\n")
                try folder.write("bomb.md", bomb)
                try folder.write("merge.md", "# M\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n")
                try folder.write("long.md", "# Long\n\n" + String(repeating: "word ", count: 30_000) + "\n")
                try Data([0x23, 0x20, 0xFF, 0x00]).write(to: folder.url.appending(path: "binary.md"))
                try folder.write("huge.md", String(repeating: "x\n", count: 1 << 20))
                let report = try await folder.sync()
                let problems = Set(
                    report["problems"]?.array?.compactMap { $0.string?.split(separator: " ").first.map(String.init) }
                        ?? []
                )
                #expect(problems == ["secret.md", "merge.md", "long.md", "binary.md", "huge.md"])
                #expect(
                    try await folder.contents().sorted() == [
                        "# Bomb\n\ntext of the bomb", "# Good\n\ntext", "# Other\n\nharmless",
                    ]
                )
                #expect(folder.text("bomb.md") == bomb)
                #expect(folder.body("secret.md")?.contains(key) == true)
                #expect(!"\(report)".contains("MIIEow"))
            }
        }

        @Test("a folder that another bank has, or that is a file, is refused; without one the tool says what to set")
        func refused() async throws {
            try await SyncedFolder.run { folder in
                try await folder.sync()
                let other = folder.server.with(settings: ["MEMORY_BANK": uniqueName()])
                let answer = try await other.command("call", "sync_memory_bank", "{}")
                #expect(!answer.succeeded)
                #expect((answer.output + answer.errors).contains("is kept in step with the bank"))
                try folder.write("file.md", "x")
                let file = folder.server.with(settings: ["MEMORY_BANK_PATH": folder.url.appending(path: "file.md").path]
                )
                #expect(try await !file.command("call", "sync_memory_bank", "{}").succeeded)
            }
            let answer = try await whole.command("call", "sync_memory_bank", "{}")
            #expect((answer.output + answer.errors).contains("MEMORY_BANK_PATH"))
        }

        @Test("a server for reading alone leaves the folder as it is")
        func readOnly() async throws {
            try await SyncedFolder.run { folder in
                try await folder.sync()
                try folder.write("progress.md", progress)
                try await folder.server.with(settings: ["READ_ONLY": "true"]).overStdio { client in
                    let tools = try await client.ask("tools/list").result["tools"]?.array?.compactMap {
                        $0["name"]?.string
                    }
                    #expect(tools?.contains("sync_memory_bank") == false)
                    #expect(try await client.value("list_memories", [:])["memories"] == [])
                }
                #expect(folder.text("progress.md") == progress)
            }
        }
    }
}
