import Files
import Glibc
import SystemPackage
import Testing

@testable import RAG

@Suite("Listing a folder")
struct FolderWalkTests {
    @Test("files come in the order of the bytes of their paths, hidden ones and links left out")
    func order() throws {
        try TestFolder.with { folder in
            try folder.touch("a/x.md", "a.md", "a-b", "a0", "b/c/d/e.txt", "B", "é", "z/.hidden", ".git/config", ".x/y")
            try folder.link("link", to: "a")
            try folder.link("passwd", to: "/etc/passwd")
            var walk = try folder.walk()
            var paths: [String] = []
            while let file = walk.next() { paths.append(file.path) }
            #expect(paths == ["B", "a-b", "a.md", "a/x.md", "a0", "b/c/d/e.txt", "é"])
            #expect(paths == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            #expect(walk.isWhole)
            #expect(walk.links == 2)
            #expect(walk.next() == nil)
        }
    }

    @Test("hidden files are listed where they are asked for, but for .git")
    func hidden() throws {
        try TestFolder.with { folder in
            try folder.touch(".git/config", ".a/b", ".c", "d")
            let paths = try folder.list("", FileSelection(include: [], includesHidden: true))
            #expect(paths == [".a/b", ".c", "d"])
        }
    }

    @Test("a file has its size, and a stamp that changes when it does")
    func stamp() throws {
        try TestFolder.with { folder in
            try folder.put("a.md", "hello")
            let before = try #require(try folder.walk().map(\.self).first)
            #expect(before.size == 5)
            #expect(before.stamp.utf8.count < 64)
            #expect(try folder.walk().map(\.stamp) == [before.stamp])
            let content = try folder.roots().folder(folder.path.string).read("a.md")
            #expect(content.identity.stamp == before.stamp)
            try folder.put("a.md", "HELLO")
            #expect(try folder.walk().map(\.stamp) != [before.stamp])
        }
    }

    @Test("a walk is lazy, and says that it is whole at its end alone")
    func lazy() throws {
        try TestFolder.with { folder in
            try folder.touch("a", "b/c", "d")
            var walk = try folder.walk()
            #expect(walk.next()?.path == "a")
            #expect(!walk.isWhole)
            #expect(walk.mayHold("x"))
            try folder.touch("b/new")
            var copy = walk
            #expect(copy.map(\.path) == ["b/c", "b/new", "d"])
            while copy.next() != nil {}
            #expect(copy.isWhole)
            #expect(!copy.mayHold("x"))
            #expect(!walk.isWhole)
        }
    }

    @Test("a walk that is stopped ends, and is not whole")
    func stopped() throws {
        try TestFolder.with { folder in
            try folder.touch("a", "b", "c")
            var walk = try folder.roots().folder(folder.path.string).list { true }
            #expect(walk.next() == nil)
            #expect(!walk.isWhole)
            #expect(walk.mayHold("a"))
        }
    }

    @Test("files past a limit are left out, and then nothing counts as removed")
    func limits() throws {
        try TestFolder.with { folder in
            try folder.touch("1", "2", "a/3", "a/b/4", "c/5")
            func list(_ limits: WalkLimits) throws -> (paths: [String], walk: FolderWalk) {
                var walk = try folder.walk("", FileSelection(), limits)
                var paths: [String] = []
                while let file = walk.next() { paths.append(file.path) }
                return (paths, walk)
            }
            let files = try list(WalkLimits(files: 3))
            #expect(files.paths == ["1", "2", "a/3"])
            #expect(files.walk.flaws.kept.map(\.path) == [""])
            #expect(!files.walk.isWhole && files.walk.mayHold("0"))
            #expect(try list(WalkLimits(files: 5)).walk.isWhole)

            let folders = try list(WalkLimits(folders: 2))
            #expect(folders.paths == ["1", "2", "a/3"])
            #expect(folders.walk.flaws.kept.map(\.path) == ["a/b", "c"])
            #expect(!folders.walk.isWhole)
            #expect(folders.walk.mayHold("a/b/x") && folders.walk.mayHold("c/d/e") && !folders.walk.mayHold("a/x"))

            let depth = try list(WalkLimits(depth: 2))
            #expect(depth.paths == ["1", "2", "a/3", "c/5"])
            #expect(depth.walk.flaws.kept.map(\.description) == ["a/b is more than 2 folders deep, and is left out"])
            #expect(!depth.walk.isWhole)

            let names = try list(WalkLimits(names: 3))
            #expect(names.paths == [])
            #expect(names.walk.flaws.kept.map(\.description) == ["The folder has more than 3 files and folders in it"])
            #expect(!names.walk.isWhole && names.walk.mayHold("x"))
        }
    }

    @Test("a file that is too large is a flaw, and does not count as removed")
    func large() throws {
        try TestFolder.with { folder in
            try folder.put("a", "12345")
            try folder.put("b", "1234")
            var walk = try folder.walk("", FileSelection(), WalkLimits(fileBytes: 4))
            #expect(walk.next()?.path == "b")
            #expect(walk.next() == nil)
            #expect(walk.flaws.kept.map(\.description) == ["a has 5 bytes, and 4 are allowed"])
            #expect(walk.isWhole)
            #expect(walk.mayHold("a") && !walk.mayHold("c"))
        }
    }

    @Test("a hundred flaws are kept, and all are counted")
    func flaws() throws {
        try TestFolder.with { folder in
            for number in 0..<150 { try folder.put("f\(number)", "12") }
            var walk = try folder.walk("", FileSelection(), WalkLimits(fileBytes: 1))
            #expect(walk.next() == nil)
            #expect(walk.flaws.kept.count == 100)
            #expect(walk.flaws.count == 150)
        }
    }
}
