import Testing

@testable import RAG

@Suite("Ignored files")
struct IgnoreFileTests {
    /// What is left of some files where a `.gitignore` has these lines.
    private func left(_ lines: String, of files: [String]) throws -> [String] {
        var left: [String] = []
        try TestFolder.with { folder in
            for file in files { try folder.put(file, "") }
            try folder.put(".gitignore", lines)
            left = try folder.list()
        }
        return left
    }

    @Test(
        "patterns mean what they mean to git",
        arguments: [
            ("a", ["a", "b", "x/a", "x/ab"], ["b", "x/ab"]),
            ("/a", ["a", "x/a"], ["x/a"]),
            ("a/", ["a/b", "x/a", "y/a/b"], ["x/a"]),
            ("x/a", ["x/a", "y/x/a"], ["y/x/a"]),
            ("*.o", ["a.o", "x/b.o", "o"], ["o"]),
            ("/*.o", ["a.o", "x/b.o"], ["x/b.o"]),
            ("x/*", ["x/a", "x/y/b", "a"], ["a"]),
            ("x/*/c", ["x/c", "x/y/c", "x/y/z/c"], ["x/c", "x/y/z/c"]),
            ("**/a", ["a", "x/a", "x/y/a", "ba"], ["ba"]),
            ("x/**", ["x/a", "x/y/b", "y/x/a"], ["y/x/a"]),
            ("x/**/c", ["x/c", "x/y/c", "x/y/z/c", "c", "x/bc"], ["c", "x/bc"]),
            ("x**c", ["xc", "xyc", "x/c"], ["x/c"]),
            ("a?c", ["abc", "ac", "abbc"], ["abbc", "ac"]),
            ("[a-c]x", ["ax", "bx", "dx"], ["dx"]),
            ("[!a-c]x\n[^d]y", ["ax", "dx", "dy", "ey"], ["ax", "dy"]),
            ("[]x]a\n[[:digit:]]b", ["]a", "xa", "1b", "bb"], ["bb"]),
            ("[a", ["[a", "a"], ["[a", "a"]),
            ("\\*\n\\#b\n\\!c\n#d", ["*", "x", "#b", "!c", "#d"], ["#d", "x"]),
            ("a\\", ["a", "a\\"], ["a", "a\\"]),
            ("a  \nb\\ ", ["a", "a  ", "b", "b "], ["a  ", "b"]),
            ("a\r\nb\r", ["a", "b", "c"], ["c"]),
            ("\u{FEFF}a", ["a", "b"], ["b"]),
            ("*\n!*.md", ["a.md", "b", "x/c.md"], ["a.md"]),
            ("*\n!*/\n!*.md", ["a.md", "b", "x/c.md"], ["a.md", "x/c.md"]),
            ("x/\n!x/a", ["x/a", "x/b"], []),
            ("x/*\n!x/a", ["x/a", "x/b"], ["x/a"]),
            ("!a\na", ["a", "b"], ["b"]),
            ("\n\n/\n!\n!/\n//\n", ["a"], ["a"]),
        ] as [(String, [String], [String])]
    )
    func patterns(_ lines: String, _ files: [String], _ expected: [String]) throws {
        #expect(try left(lines, of: files) == expected)
    }

    @Test("each folder has its own rules, which outweigh those around it")
    func nested() throws {
        try TestFolder.with { folder in
            try folder.put(".gitignore", "*.log\n/top\n")
            try folder.put("a/.gitignore", "!keep.log\n/top\n")
            try folder.touch("a.log", "top/x", "a/keep.log", "a/b.log", "a/top", "a/b/keep.log", "b/top", "b/keep.log")
            #expect(try folder.list() == ["a/b/keep.log", "a/keep.log", "b/top"])
            #expect(try folder.list("", FileSelection(include: [], obeysIgnoreFiles: false)).count == 8)
        }
    }

    @Test("rules of folders above the listed one hold, up to the root, and what was named is listed all the same")
    func above() throws {
        try TestFolder.with { folder in
            try folder.put(".gitignore", "*.log\n/a/b/secret\n/a/b\nc.md\n")
            try folder.put("a/.gitignore", "!c.md\n")
            try folder.touch("a/b/x.log", "a/b/secret", "a/b/c.md", "a/b/d.md", "a/b/e/x.log")
            #expect(try folder.list() == [])
            #expect(try folder.list("a/b") == ["c.md", "d.md"])
            try folder.link("link", to: "a/b")
            #expect(try folder.list("link") == ["c.md", "d.md"])
            let inner = try folder.roots("a/b").folder("\(folder.path)/a/b").list().map(\.path)
            #expect(inner == ["c.md", "d.md", "e/x.log", "secret", "x.log"], "nothing above the root is read")
        }
    }

    @Test("a repository in another one has rules of its own alone")
    func repositories() throws {
        try TestFolder.with { folder in
            try folder.put(".gitignore", "*.log\n")
            try folder.touch("inner/.git/HEAD", "inner/.gitignore", "inner/x.log", "x.log", text: "*.tmp\n")
            try folder.touch("inner/x.tmp")
            #expect(try folder.list() == ["inner/x.log"])
            #expect(try folder.list("inner") == ["x.log"])
        }
    }

    @Test("patterns made to take long take no longer than their length times that of the path", .timeLimit(.minutes(1)))
    func cost() throws {
        let stars = String(repeating: "*a", count: 100) + "b"
        let ways = String(repeating: "**/a/", count: 100) + "b"
        let both = String(repeating: "**/*a*a*/", count: 50) + "b"
        let path = Array((String(repeating: "a", count: 250) + "/" + String(repeating: "aaaa/", count: 500) + "c").utf8)
        for text in [stars, ways, both, "/" + stars] {
            let pattern = try #require(PathPattern(Array(text.utf8)[...]))
            let hits = (0..<10).count { _ in pattern.matches(path.span, nameCount: 1, isFolder: false) }
            #expect(hits == 0)
        }
        let name = Array(String(repeating: "a", count: 255).utf8)
        let pattern = try #require(PathPattern(Array(stars.utf8)[...]))
        let hits = (0..<1_000).count { _ in pattern.matches(name.span, nameCount: 255, isFolder: false) }
        #expect(hits == 0)
    }
}
