import Foundation
import Glibc
import TestSupport
import Testing

extension AgentMemory {
    @Suite("A folder and a bank stay in step through faults")
    struct FolderFaultTests {
        /// Calls the sync in a process of its own, and kills that after a while.
        private func killedSync(_ folder: SyncedFolder, after delay: Duration) async throws {
            try await folder.server.overStdio { client in
                try await client.send("tools/call", ["name": "sync_memory_bank", "arguments": [:]])
                try await Task.sleep(for: delay)
                client.process.signal(SIGKILL)
                #expect(await client.process.waitForExit())
            }
        }

        @Test("kill -9 at any point: no memory is lost, and none is there twice")
        func killed() async throws {
            try await SyncedFolder.run { folder in
                var generator = SeededGenerator(seed: 1)
                for number in 0..<40 {
                    try folder.write(
                        "n\(number).md",
                        "# File \(number)\n\ntext \(number) a\n\n## Part\n\npart \(number) a\n"
                    )
                }
                for round in 0..<8 {
                    let delay = Duration.milliseconds(Int.random(in: 50...1_500, using: &generator))
                    for number in 0..<40 where Bool.random(using: &generator) {
                        let text = try #require(folder.text("n\(number).md"))
                        try folder.write(
                            "n\(number).md",
                            text.replacing("part \(number) ", with: "part \(number) \(round)")
                        )
                    }
                    try await folder.call(
                        "store_memory",
                        [
                            "content": .string("Agent's word \(round) of \(uniqueName())"), "on_duplicate": "store",
                            "idempotency_key": .string(uniqueName()),
                        ]
                    )
                    try await killedSync(folder, after: delay)
                }
                try await folder.sync()
                let memories = try await folder.contents()
                let texts = (0..<40).flatMap { number in
                    let sections = folder.body("n\(number).md")?.components(separatedBy: "\n\n## Part") ?? []
                    return [sections[0], "## Part" + sections[1].dropLast()]
                }
                let fromFiles = memories.filter { !$0.hasPrefix("Agent's") }
                #expect(fromFiles.sorted() == texts.sorted())
                #expect(memories.count == 88)
                let shown = try #require(folder.body("memories.md"))
                for word in memories where word.hasPrefix("Agent's") {
                    #expect(shown.components(separatedBy: word + "\n").count == 2, "\(word)")
                }
                #expect(folder.conflicts == [])
                let left = try FileManager.default.contentsOfDirectory(
                    atPath: folder.url.appending(path: ".paddle").path
                )
                #expect(Set(left) == [".gitignore", "folder", "lock"])
                let again = try await folder.sync()
                #expect(again["written"] == [] && again["created"] == [] && again["updated"] == [])
            }
        }

        @Test("a git checkout that changes hundreds of files, and the way back")
        func checkout() async throws {
            try await SyncedFolder.run { folder in
                func git(_ arguments: String...) async throws {
                    let own = ["-C", folder.url.path, "-c", "user.name=t", "-c", "user.email=t@localhost"]
                    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
                    let result = try await CommandResult.of(
                        "/usr/bin/env",
                        ["git"] + own + arguments,
                        environment: ["PATH": path, "HOME": "/nonexistent"]
                    )
                    try #require(result.succeeded, "\(result.errors)")
                }
                for number in 0..<300 {
                    try folder.write("d\(number % 7)/n\(number).md", "# N\(number)\n\ntext \(number)\n")
                }
                try await folder.sync()
                try await git("init", "-q", "-b", "main")
                try await git("add", "-A")
                try await git("commit", "-qm", "first")
                let first = try await folder.memories()
                try await git("checkout", "-qb", "other")
                for number in 0..<200 { try folder.edit("d\(number % 7)/n\(number).md", "text", "other text") }
                for number in 200..<250 { try folder.remove("d\(number % 7)/n\(number).md") }
                for number in 300..<350 {
                    try folder.write("d\(number % 7)/n\(number).md", "# N\(number)\n\ntext \(number)\n")
                }
                try await folder.sync()
                try await git("add", "-A")
                try await git("commit", "-qm", "second")
                let second = try await folder.memories()
                #expect(first.count == 300 && second.count == 300)

                try await folder.server.overStdio { client in
                    // The server syncs by itself, while Git is still writing.
                    for (branch, expected) in [("main", first), ("other", second), ("main", first)] {
                        try await git("checkout", "-q", branch)
                        try await folder.awaitBank("the bank follows \(branch)", client) { $0 == expected }
                        let status = try await CommandResult.of(
                            "/usr/bin/env",
                            ["git", "-C", folder.url.path, "status", "--porcelain"],
                            environment: ["PATH": "/usr/bin:/bin"]
                        )
                        #expect(status.output == "", "what Git checked out stays as it is")
                    }
                    _ = try await client.value("sync_memory_bank", [:])
                }
            }
        }

        @Test("a folder that vanishes deletes nothing, and an empty one in its place neither")
        func vanished() async throws {
            try await SyncedFolder.run { folder in
                for number in 0..<5 { try folder.write("n\(number).md", "# N\(number)\n\ntext \(number)\n") }
                try await folder.sync()
                let before = try await folder.memories()
                let away = folder.url.deletingLastPathComponent().appending(path: "away")
                try await folder.server.overStdio { client in
                    try FileManager.default.moveItem(at: folder.url, to: away)
                    let missing = try await client.call("sync_memory_bank", [:])
                    #expect(missing.isError)
                    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: false)
                    let empty = try await client.call("sync_memory_bank", [:])
                    #expect(empty.isError)
                    #expect(empty.text.contains("is not the one that held 5 memories"))
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
                    #expect(try await folder.memories() == before)
                    try FileManager.default.removeItem(at: folder.url)
                    try FileManager.default.moveItem(at: away, to: folder.url)
                    try folder.edit("n0.md", "text 0", "text 0, back")
                    try await folder.awaitBank("the folder is followed again", client) {
                        $0.values.contains("# N0\n\ntext 0, back")
                    }
                }
                // All of its files are gone, and the folder is the same.
                for number in 0..<5 { try folder.remove("n\(number).md") }
                let held = try await folder.sync()
                #expect(held["held_back"] == 5)
                #expect(try await folder.memories().count == 5)
                try await folder.sync(["direction": "to_files"])
                #expect(folder.body("n1.md") == "# N1\n\ntext 1\n")
                for number in 0..<5 { try folder.remove("n\(number).md") }
                #expect(try await folder.sync(["direction": "to_bank"])["retired"]?.array?.count == 5)
            }
        }
    }
}
