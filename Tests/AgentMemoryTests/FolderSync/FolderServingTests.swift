import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("A folder is kept in step while the server serves")
    struct FolderServingTests {
        @Test("changes of files reach the bank, and changes of memories the files, without a call")
        func continuously() async throws {
            try await SyncedFolder.run { folder in
                try folder.write("a.md", "# A\n\none\n")
                try await folder.server.overStdio { client in
                    try await eventually("the file is adopted") { folder.text("a.md")?.hasPrefix("---\n") == true }
                    try folder.edit("a.md", "one", "two")
                    try await eventually("the memory follows") {
                        try await client.texts(of: folder.bank) == ["# A\n\ntwo"]
                    }
                    // As editors do: a new file under another name, renamed over the old one.
                    let text = try #require(folder.text("a.md")).replacing("two", with: "three")
                    try Data(text.utf8).write(to: folder.url.appending(path: "a.md"), options: .atomic)
                    try await eventually("the memory follows") {
                        try await client.texts(of: folder.bank) == ["# A\n\nthree"]
                    }
                    let id = try await client.memory("Four by an agent.", in: folder.bank)
                    try await eventually("the file follows") {
                        folder.body("memories.md")?.contains("Four by an agent.") == true
                    }
                    try folder.write("deep/er/b.md", "# B\n\nfive\n")
                    try await eventually("a new folder is seen") {
                        try await client.texts(of: folder.bank).contains("# B\n\nfive")
                    }
                    _ = try await client.value("forget_memory", ["id": id])
                    try await eventually("the file follows") { folder.text("memories.md") == nil }
                }
            }
        }

        @Test("a file that is written in pieces is read when it is whole")
        func pieces() async throws {
            try await SyncedFolder.run { folder in
                try folder.write("a.md", "# A\n\none\n")
                try await folder.sync()
                try await folder.server.overStdio { client in
                    _ = try await client.value("sync_memory_bank", [:])
                    let file = try FileHandle(
                        forWritingTo: folder.url.appending(path: "b.md", directoryHint: .notDirectory).creating()
                    )
                    for number in 0..<200 {
                        try file.write(contentsOf: Data("## Part \(number)\n\ntext \(number)\n\n".utf8))
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    try file.close()
                    try await folder.awaitBank("all parts are memories", client) { $0.count == 201 }
                    #expect(try await folder.memories(of: "retired").isEmpty)
                }
            }
        }

        @Test("two servers on one folder, two writers on both sides: nothing is lost, and nothing is there twice")
        func twoServers() async throws {
            try await SyncedFolder.run { folder in
                for number in 0..<10 { try folder.write("n\(number).md", "# N\(number)\n\ntext \(number)\n") }
                try await folder.server.overStdio { one in
                    try await folder.server.overStdio { other in
                        try await eventually("all are adopted") { try await one.texts(of: folder.bank).count == 10 }
                        for round in 0..<10 {
                            let client: any MCPClient = round.isMultiple(of: 2) ? one : other
                            try folder.edit("n\(round).md", "text", "edited text")
                            _ = try await client.memory(
                                "Fact \(round) is about \(["tea", "sea", "bees", "knees", "trees", "keys", "skis", "cheese", "fleas", "peas"][round]).",
                                in: folder.bank
                            )
                        }
                        try await eventually("both sides agree") {
                            let texts = try await one.texts(of: folder.bank)
                            return texts.count { $0.contains("edited") } == 10 && texts.count == 20
                        }
                        try await eventually("the files, too") {
                            (folder.body("memories.md")?.components(separatedBy: "Fact ").count ?? 0) == 11
                        }
                        _ = try await one.value("sync_memory_bank", [:])
                        _ = try await other.value("sync_memory_bank", [:])
                    }
                }
                #expect(try await folder.memories().count == 20)
                #expect(folder.conflicts == [])
                #expect(folder.body("memories.md")?.components(separatedBy: "Fact ").count == 11)
            }
        }
    }
}

extension URL {
    /// The file, made empty.
    fileprivate func creating() throws -> URL {
        try Data().write(to: self)
        return self
    }
}
