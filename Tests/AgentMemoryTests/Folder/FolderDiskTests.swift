import Files
import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import AgentMemory

@Suite("Files of a folder")
struct FolderDiskTests {
    private func withFolder(_ body: (URL, OpenFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { url in
            try await body(url, OpenFolder(FilePath(url.path)))
        }
    }

    private func read(_ root: OpenFolder, _ limits: FolderLimits = .standard) async throws -> FolderReading {
        try await FolderReader(root: root, limits: limits, pause: {}).read()
    }

    private func put(_ text: String, _ url: URL, _ name: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func text(_ url: URL, _ name: String) -> String? {
        (try? Data(contentsOf: url.appending(path: name))).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("Markdown files are read, in folders too; hidden ones and others are not looked at")
    func names() async throws {
        try await withFolder { url, root in
            for name in [
                "a.md", "B.MD", "x/y/c.md", ".git/d.md", ".hidden.md", "note.txt", "é.md", "a.conflict-3-0011aabb.md",
            ] {
                try put("# A\na\n", url, name)
            }
            let reading = try await read(root)
            #expect(reading.files.map(\.path.text) == ["B.MD", "a.md", "x/y/c.md", "é.md"])
            #expect(reading.flaws.isEmpty)
            #expect(reading.missing == .deleted)
        }
    }

    @Test("links are not followed, and pipes and folders are no files")
    func links() async throws {
        try await withFolder { url, root in
            try await withTemporaryFolder { outside in
                try put("secret", outside, "secret.md")
                try FileManager.default.createSymbolicLink(
                    at: url.appending(path: "link.md"),
                    withDestinationURL: outside.appending(path: "secret.md")
                )
                try FileManager.default.createSymbolicLink(
                    at: url.appending(path: "folder"),
                    withDestinationURL: outside
                )
                #expect(unsafe mkfifo(url.appending(path: "pipe.md").path, 0o600) == 0)
                try FileManager.default.createDirectory(
                    at: url.appending(path: "dir.md"),
                    withIntermediateDirectories: false
                )
                let reading = try await read(root)
                #expect(reading.files.isEmpty)
                #expect(Set(reading.flaws.map(\.path)) == ["link.md", "pipe.md"])
            }
        }
    }

    @Test("what is too large, too deep or too many, and what is no text, is left alone and told")
    func limits() async throws {
        try await withFolder { url, root in
            try put(String(repeating: "x", count: 2_000), url, "large.md")
            try put("ok", url, "a.md")
            try put("1/2/3/4/5/6/7/8/9", url, "1/2/3/4/5/6/7/8/9.md")
            try Data([0xFF]).write(to: url.appending(path: "bytes.md"))
            var reading = try await read(root, FolderLimits(fileBytes: 1_000))
            #expect(reading.files.map(\.path.text) == ["a.md"])
            #expect(Set(reading.flaws.map(\.path)) == ["large.md", "bytes.md", "1/2/3/4/5/6/7/8"])
            #expect(reading.missing == .deleted)
            reading = try await read(root, FolderLimits(files: 1))
            #expect(reading.missing == .unknown)
            reading = try await read(root, FolderLimits(allBytes: 1_500))
            #expect(reading.files.map(\.path.text) == ["a.md"])
        }
    }

    @Test("a file that is being written is left alone until it is at rest")
    func beingWritten() async throws {
        try await withFolder { url, root in
            try put("a", url, "a.md")
            try put("b", url, "b.md")
            let file = try FileHandle(forWritingTo: url.appending(path: "a.md"))
            let reading = try await FolderReader(
                root: root,
                pause: { try file.write(contentsOf: Data("more".utf8)) },
                looks: 3
            ).read()
            #expect(reading.files.map(\.path.text) == ["b.md"])
            #expect(reading.flaws == [FolderFlaw(path: "a.md", reason: "is being written")])
        }
    }

    @Test("a file is written in one step, and keeps its mode")
    func writes() async throws {
        try await withFolder { url, root in
            let writer = FolderWriter(try PrivateFolder(in: root))
            let path = try #require(FolderPath("x/new.md"))
            try writer.write(path, Array("one".utf8), expecting: nil)
            #expect(text(url, "x/new.md") == "one")
            #expect(unsafe chmod(url.appending(path: "x/new.md").path, 0o604) == 0)
            try writer.write(path, Array("two".utf8), expecting: Array("one".utf8))
            #expect(text(url, "x/new.md") == "two")
            let attributes = try FileManager.default.attributesOfItem(atPath: url.appending(path: "x/new.md").path)
            #expect(attributes[.posixPermissions] as? Int == 0o604)
            let left = try root.folder(".paddle").names()
            #expect(left == [".gitignore"])
        }
    }

    @Test("what somebody else wrote meanwhile is not overwritten, nor removed")
    func changed() async throws {
        try await withFolder { url, root in
            let writer = FolderWriter(try PrivateFolder(in: root))
            let path = try #require(FolderPath("a.md"))
            try put("theirs", url, "a.md")
            for expected in ["before", "a longer text than theirs", nil] {
                #expect(throws: FolderWriteError.self) {
                    try writer.write(path, Array("ours".utf8), expecting: expected.map { Array($0.utf8) })
                }
            }
            #expect(throws: FolderWriteError.self) { try writer.remove(path, expecting: Array("before".utf8)) }
            #expect(text(url, "a.md") == "theirs")
            try writer.writeNew(path, Array("ours".utf8))
            #expect(text(url, "a.md") == "theirs")
            try writer.remove(path, expecting: Array("theirs".utf8))
            #expect(text(url, "a.md") == nil)
        }
    }

    @Test("a link in place of a folder or a file leads no write out of the folder")
    func writesNowhereElse() async throws {
        try await withFolder { url, root in
            try await withTemporaryFolder { outside in
                try put("theirs", outside, "a.md")
                try FileManager.default.createSymbolicLink(at: url.appending(path: "x"), withDestinationURL: outside)
                try FileManager.default.createSymbolicLink(
                    at: url.appending(path: "a.md"),
                    withDestinationURL: outside.appending(path: "a.md")
                )
                let writer = FolderWriter(try PrivateFolder(in: root))
                for name in ["x/b.md", "a.md"] {
                    let path = try #require(FolderPath(name))
                    #expect(throws: FolderWriteError.self) {
                        try writer.write(path, Array("ours".utf8), expecting: nil)
                    }
                }
                let path = try #require(FolderPath("a.md"))
                #expect(throws: FolderWriteError.self) {
                    try writer.write(path, Array("ours".utf8), expecting: Array("theirs".utf8))
                }
                #expect(text(outside, "a.md") == "theirs")
                #expect(text(outside, "b.md") == nil)
            }
        }
    }

    @Test("what a killed process left is cleared away, and a text that is nowhere else is brought back")
    func recovery() async throws {
        try await withFolder { url, root in
            let own = try PrivateFolder(in: root)
            try put("half", url, ".paddle/draft-1")
            try put("only copy", url, ".paddle/old-00-11")
            try FolderWriter(own).recover()
            let left = try own.folder.names()
            #expect(left == [".gitignore"])
            let names = try root.names().compactMap { $0 }.filter { $0.contains("recovered.conflict-0-") }
            #expect(names.count == 1)
            #expect(text(url, names.first ?? "") == "only copy")
        }
    }

    @Test("a folder keeps its name; a copy of it, and one made anew, have none")
    func folderNames() async throws {
        try await withFolder { url, root in
            let own = try PrivateFolder(in: root)
            try own.add(name: "00112233445566aa")
            try own.add(name: "ffffffffffffffff")
            let names = try PrivateFolder.names(of: OpenFolder(FilePath(url.path)))
            #expect(names == ["ffffffffffffffff", "00112233445566aa"])
            let copy = url.appending(path: "copy")
            try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: false)
            try FileManager.default.copyItem(at: url.appending(path: ".paddle"), to: copy.appending(path: ".paddle"))
            let namesOfCopy = try PrivateFolder.names(of: OpenFolder(FilePath(copy.path)))
            #expect(namesOfCopy.isEmpty)
        }
    }

    @Test(
        "paths are taken that are names in a folder",
        arguments: [
            ("a.md", true), ("x/y/a.MD", true), ("../a.md", false), ("/a.md", false), ("a//b.md", false),
            (".x/a.md", false), ("a.txt", false), (".md", false), ("a\n.md", false), ("x/./a.md", false),
            ("1/2/3/4/5/6/7/8/a.md", false), ("a\\b.md", false),
        ]
    )
    func paths(text: String, isTaken: Bool) {
        #expect((FolderPath(text) != nil) == isTaken)
    }
}
