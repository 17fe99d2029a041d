import Testing

@testable import RAG

@Suite("Which files are wanted")
struct FileSelectionTests {
    private static let files = [
        "README.md", "a.txt", "docs/a.md", "docs/b/c.md", "docs/b/d.TXT", "src/docs/e.md", "src/x.swift", "ä.md",
    ]

    @Test(
        "globs choose files",
        arguments: [
            ([], [], files),
            (["*.md"], [], ["README.md", "docs/a.md", "docs/b/c.md", "src/docs/e.md", "ä.md"]),
            (["**/*.md"], [], ["README.md", "docs/a.md", "docs/b/c.md", "src/docs/e.md", "ä.md"]),
            (["/*.md"], [], ["README.md", "ä.md"]),
            (["./*.md"], [], ["README.md", "ä.md"]),
            (["docs/"], [], ["docs/a.md", "docs/b/c.md", "docs/b/d.TXT", "src/docs/e.md"]),
            (["/docs/"], [], ["docs/a.md", "docs/b/c.md", "docs/b/d.TXT"]),
            (["docs/**"], [], ["docs/a.md", "docs/b/c.md", "docs/b/d.TXT"]),
            (["docs/*.md"], [], ["docs/a.md"]),
            (["*.{txt,swift}"], [], ["a.txt", "src/x.swift"]),
            (["{docs/b,src}/"], [], ["docs/b/c.md", "docs/b/d.TXT", "src/docs/e.md", "src/x.swift"]),
            (["?.md"], [], ["docs/a.md", "docs/b/c.md", "src/docs/e.md", "ä.md"]),
            (["[!a-c].md"], [], ["src/docs/e.md", "ä.md"]),
            (["*.md", "!README.md", "!b/"], [], ["docs/a.md", "docs/b/c.md", "src/docs/e.md", "ä.md"]),
            (["docs/", "!b/"], [], ["docs/a.md", "src/docs/e.md"]),
            ([], ["*.md"], ["a.txt", "docs/b/d.TXT", "src/x.swift"]),
            ([], ["docs/"], ["README.md", "a.txt", "src/x.swift", "ä.md"]),
            ([], ["*.md", "!README.md"], ["README.md", "a.txt", "docs/b/d.TXT", "src/x.swift"]),
            (["*.md"], ["docs", "ä*"], ["README.md"]),
            (["nothing"], [], []),
        ] as [([String], [String], [String])]
    )
    func globs(_ include: [String], _ exclude: [String], _ expected: [String]) throws {
        try TestFolder.with { folder in
            for file in Self.files { try folder.put(file, "") }
            #expect(try folder.list("", FileSelection(include: include, exclude: exclude)) == expected)
        }
    }

    @Test("globs are about the paths in the folder that is listed, wherever that is")
    func relative() throws {
        try TestFolder.with { folder in
            try folder.touch("a/b/c.md", "a/b/d/c.md")
            try folder.put(".gitignore", "nothing\n")
            #expect(try folder.list("a", FileSelection(include: ["b/*.md"])) == ["b/c.md"])
            #expect(try folder.list("a/b", FileSelection(include: ["/c.md"])) == ["c.md"])
        }
    }

    @Test("a flaw of a file that nobody wants is none")
    func unwanted() throws {
        try TestFolder.with { folder in
            try folder.put("a.iso", "12345")
            try folder.put("b.md", "1")
            var walk = try folder.walk("", FileSelection(include: ["*.md"]), WalkLimits(fileBytes: 2))
            while walk.next() != nil {}
            #expect(walk.flaws.count == 0)
        }
    }

    @Test(
        "a glob that can match nothing is refused",
        arguments: ["", "/", "!", "[a", "a\\", "[[:x:]]", "[ä]", "{[a,b}", String(repeating: "a", count: 2_000)]
    )
    func refused(_ glob: String) {
        let error = #expect(throws: GlobError.self) { try FileSelection(include: [glob]) }
        #expect(error?.description.contains("glob") == true)
        #expect((error?.description.utf8.count ?? 0) < 2_000)
    }

    @Test("too many globs or alternatives are refused at once", .timeLimit(.minutes(1)))
    func many() {
        let alternatives = { (count: Int) in String(repeating: "{a,b}", count: count) }
        for glob in [alternatives(100), String(repeating: "{", count: 900) + alternatives(9)] {
            #expect(throws: GlobError.tooWide(glob)) { try FileSelection(include: [glob]) }
        }
        let globs = (0...100).map { "\($0)" }
        #expect(throws: GlobError.tooMany) { try FileSelection(include: globs) }
    }

    @Test(
        "braces stand for alternatives as in a shell",
        arguments: [
            ("a", ["a"]), ("{a,b}", ["a", "b"]), ("x{a,b}y", ["xay", "xby"]), ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
            ("{a,{b,c}d}", ["a", "bd", "cd"]), ("{a}", ["{a}"]), ("{}", ["{}"]), ("{a,}", ["a", ""]),
            ("{a{b,c}}", ["{ab}", "{ac}"]), ("{a,b", ["{a,b"]), ("a,b}", ["a,b}"]), ("{a,{b,c}", ["{a,b", "{a,c"]),
            ("\\{a,b}", ["\\{a,b}"]), ("{a\\,b,c}", ["a\\,b", "c"]), ("{ä,é}", ["ä", "é"]),
        ]
    )
    func braces(_ glob: String, _ expected: [String]) throws {
        #expect(try BraceExpansion.expand(glob).map { String(decoding: $0, as: UTF8.self) } == expected)
    }
}
