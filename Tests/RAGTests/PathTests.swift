import Foundation
import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Files and folders")
    struct PathTests {
        /// A server that may read a new folder, which has these files.
        private func withFolder(
            _ files: [String: String],
            _ body: (TestServer, URL) async throws -> Void
        ) async throws {
            let folder = URL(filePath: "/tmp/paddle-rag-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            for (name, text) in files { try write(text, to: name, in: folder) }
            try await body(try server.with(settings: ["SOURCE_ROOTS": folder.path]), folder)
        }

        private func write(_ text: String, to name: String, in folder: URL) throws {
            let file = folder.appending(path: name)
            let parent = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        @Test("a file of an allowed folder is read, and its URI is its key")
        func file() async throws {
            try await withFolder(["kiln.md": handbook]) { server, folder in
                try await server.overStdio { client in
                    let path = folder.appending(path: "kiln.md")
                    let added = try await client.value("add_document", ["path": .string(path.path)])
                    #expect(added["title"] == "Kiln handbook")
                    #expect(added["key"] == .string("file://\(path.path)"))
                    let source = try await client.value("get_source", ["id": added["id"] ?? nil])["source"]
                    #expect(source?["media_type"] == "text/markdown")
                    let again = try await client.value("add_document", ["path": .string("file://\(path.path)")])
                    #expect(again["outcome"] == "unchanged")
                }
            }
        }

        @Test("what lies outside of the allowed folders is not read, whether it is there or not, nor by a link")
        func outside() async throws {
            try await withFolder(["note.txt": "A note in the folder."]) { server, folder in
                let link = folder.appending(path: "link.txt")
                try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "/etc/passwd")
                try await server.overStdio { client in
                    var answers: Set<String> = []
                    for path in ["/etc/passwd", "/etc/nothing-of-that-name", "\(folder.path)/../../etc/passwd"] {
                        let refused = try await client.call("add_document", ["path": .string(path)])
                        #expect(refused.isError)
                        answers.insert(refused.text.replacing(path, with: "PATH"))
                    }
                    #expect(answers.count == 1, "\(answers)")
                    #expect(try await client.call("add_document", ["path": .string(link.path)]).isError)
                }
            }
        }

        @Test("without an allowed folder no path is read, and the error names the setting")
        func none() async throws {
            try await server.overStdio { client in
                let refused = try await client.call("add_document", ["path": "/etc/hostname"])
                #expect(refused.isError)
                #expect(refused.text.contains("SOURCE_ROOTS"))
            }
        }

        @Test("a folder is brought in; later only what has changed is read, and what is gone is removed")
        func folder() async throws {
            let files = [
                "a.md": "# Apples\n\nApples ripen in September.", "b/beer.txt": "Beer is brewed from barley.",
                "b/ignored.log": "Logs say little.", ".gitignore": "*.log\n", "c.json": "{\"cherry\": \"sweet\"}",
            ]
            try await withFolder(files) { server, folder in
                try await server.overStdio { client in
                    let asked: JSONValue = [
                        "path": .string(folder.path), "wait_seconds": 60, "metadata": ["set": "test"],
                    ]
                    let first = try await client.value("ingest_folder", asked)
                    #expect(first["created"] == 3)
                    #expect(first["failed"] == 0)
                    let filter: JSONValue = ["query": "barley", "filter": ["path": "b/beer.txt", "set": "test"]]
                    let hits = try await client.value("search_documents", filter)["hits"]?.array
                    #expect(hits?.first?["content"] == "Beer is brewed from barley.")

                    let second = try await client.value("ingest_folder", asked)
                    #expect(second["unchanged"] == 3)
                    #expect(second["embedded_chunks"] == 0)

                    try write("# Apples\n\nApples ripen in October.", to: "a.md", in: folder)
                    try FileManager.default.removeItem(at: folder.appending(path: "c.json"))
                    let third = try await client.value("ingest_folder", asked)
                    #expect(third["updated"] == 1)
                    #expect(third["removed"] == 1)
                    #expect(third["unchanged"] == 1)
                    let listed = try await client.value("list_sources", ["prefix": .string("file://\(folder.path)")])
                    #expect(listed["sources"]?.array?.count == 2)
                }
            }
        }

        @Test("what cannot be read is named, and the rest is brought in")
        func unreadable() async throws {
            try await withFolder(["good.txt": "Good text is here.", "bad.docx": "This is no archive.", "empty.md": ""])
            {
                server,
                folder in
                try await server.overStdio { client in
                    let asked: JSONValue = ["path": .string(folder.path), "wait_seconds": 60]
                    let report = try await client.value("ingest_folder", asked)
                    #expect(report["created"] == 1)
                    #expect(report["failed"] == 2)
                    let problems = try #require(report["problems"]?.array).compactMap(\.string)
                    #expect(problems.contains { $0.contains("bad.docx") })
                    #expect(problems.contains { $0.contains("empty.md") })
                }
            }
        }
    }
}
