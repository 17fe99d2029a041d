import Files
import Glibc
import SystemPackage
import Testing

@testable import RAG

@Suite("Hostile folders")
struct HostileTreeTests {
    private func walked(_ walk: FolderWalk) -> (paths: [String], end: FolderWalk) {
        var walk = walk
        var paths: [String] = []
        while let file = walk.next() { paths.append(file.path) }
        return (paths, walk)
    }

    @Test("100,000 files are listed, and one more is too many")
    func many() throws {
        try TestFolder.with { folder in
            let made = try TestFolder.run(
                "cd \(folder.path) && seq -f '%06.0f' 1 100001 | split -l 2000 - list && mkdir many "
                    + "&& for list in list*; do (cd many && xargs touch < ../$list); done && rm list*"
            )
            try #require(made)
            let (paths, end) = walked(try folder.walk())
            #expect(paths.count == 100_000)
            #expect(paths.first == "many/000001")
            #expect(paths.last == "many/100000")
            #expect(!end.isWhole)
            #expect(end.flaws.kept.first?.reason.contains("many/100001") == true)
        }
    }

    @Test("loops of links and links out of the folder are passed by")
    func links() throws {
        try TestFolder.with { folder in
            try folder.touch("a/b/file")
            try folder.link("a/b/loop", to: "../..")
            try folder.link("a/self", to: ".")
            try folder.link("a/etc", to: "/etc")
            try folder.link("x", to: "y")
            try folder.link("y", to: "x")
            try folder.link("dangling", to: "nowhere")
            let (paths, end) = walked(try folder.walk())
            #expect(paths == ["a/b/file"])
            #expect(end.isWhole)
            #expect(end.links == 6)
        }
    }

    @Test("named pipes and sockets are passed by, and not waited for", .timeLimit(.minutes(1)))
    func pipe() throws {
        try TestFolder.with { folder in
            try folder.touch("file")
            for name in ["pipe", ".gitignore"] {
                try #require(unsafe mkfifo(folder.path.appending(name).string, 0o600) == 0)
            }
            let (paths, end) = walked(try folder.walk())
            #expect(paths == ["file"])
            #expect(end.isWhole)
        }
    }

    @Test("names that are no UTF-8 are flaws, and hide nothing else")
    func names() throws {
        try TestFolder.with { folder in
            try #require(
                try TestFolder.run(
                    #"cd \#(folder.path) && printf x > "$(printf 'a\377')" && mkdir "$(printf 'b\300')" "#
                        + #"&& printf x > "$(printf 'b\300')/c" && printf x > d && printf '*.o\n' > .gitignore "#
                        + #"&& printf x > "$(printf 'e\377.o')" && printf x > "$(printf '.f\377')""#
                )
            )
            let (paths, end) = walked(try folder.walk())
            #expect(paths == ["d"])
            #expect(end.flaws.kept.map(\.path) == ["a\u{FFFD}", "b\u{FFFD}"])
            #expect(end.isWhole)
        }
    }

    @Test("names with line feeds, control characters and both forms of a letter are names like others")
    func odd() throws {
        try TestFolder.with { folder in
            let names = ["\n", "\t", "a\u{1}", "e\u{301}", "\u{E9}", "\\", "*", "[", "\u{202E}x"]
            for name in names { try folder.put(name, "") }
            let found = try folder.list()
            let expected = names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(found.map { Array($0.utf8) } == expected)
            let open = try folder.roots().folder(folder.path.string)
            for name in names { #expect(try open.read(name).bytes.isEmpty) }
        }
    }

    @Test("a very deep tree is listed down to the limit")
    func deep() throws {
        try TestFolder.with { folder in
            // Deeper than any path can name at once.
            let way = String(repeating: "d", count: 200)
            let script = "for i in $(seq 300); do echo x > file; mkdir \(way) && cd -P \(way) || exit 1; done"
            try #require(try TestFolder.run("cd \(folder.path) && bash -c '\(script)'"))
            let (paths, end) = walked(try folder.walk())
            // The path of the file 20 folders down has 20 * 201 + 4 bytes.
            #expect(paths.count == 21)
            #expect(!end.isWhole)
            #expect(end.flaws.count == 64 - 21 + 1)
            #expect(end.flaws.kept.first?.reason.contains("more than 64 folders deep") == true)
            let open = try folder.roots().folder(folder.path.string)
            #expect(try open.read(try #require(paths.first)).bytes == Array("x\n".utf8))
        }
    }

    @Test("a .gitignore that cannot be read leaves its folder out, since what it hides is not known")
    func ignoreFile() throws {
        try TestFolder.with { folder in
            try folder.put("a/.gitignore", String(repeating: "#", count: WalkLimits.ignoreFileBytes + 1))
            try folder.put("b/.gitignore", String(repeating: "x\n", count: WalkLimits.ignorePatterns + 1))
            try folder.touch("a/secret", "b/secret", "c/d")
            let (paths, end) = walked(try folder.walk())
            #expect(paths == ["c/d"])
            #expect(end.flaws.kept.map(\.path) == ["a", "b"])
            #expect(!end.isWhole && end.mayHold("a/secret"))
        }
    }

    @Test("a .gitignore that is a link or a folder is not read, as git does not")
    func ignoreLink() throws {
        try TestFolder.with { folder in
            try folder.put("rules", "*.md\n")
            try folder.link("a/.gitignore", to: "../rules")
            try folder.touch("a/x.md", "b/.gitignore/x", "b/x.md")
            #expect(try folder.list() == ["a/x.md", "b/x.md", "rules"])
        }
    }

    @Test("folders and files that may not be read are flaws, and not taken for removed")
    func unreadable() throws {
        try TestFolder.with { folder in
            try folder.touch("a.md", "closed/b.md", "blind/c.md", "own.md", "rules/.gitignore", "rules/d.md")
            let modes = "chmod 755 . && chmod 444 blind && chmod 0 own.md rules/.gitignore closed"
            try #require(try TestFolder.run("cd \(folder.path) && \(modes)"))
            let (paths, end) = try OrdinaryUser.run { walked(try folder.walk()) }
            #expect(paths == ["a.md"])
            #expect(end.flaws.kept.map(\.path) == ["blind", "closed", "own.md", "rules"])
            #expect(!end.isWhole)
            #expect(["closed/b.md", "own.md", "blind/c.md"].allSatisfy(end.mayHold))
            #expect(!end.mayHold("x"))
            let error = OrdinaryUser.run {
                #expect(throws: SourceError.self) { try folder.roots().read("\(folder.path)/own.md") }
            }
            #expect(error?.reason == .system(.permissionDenied))
        }
    }
}

/// Looks at files as an ordinary user where the test runs as root.
private enum OrdinaryUser {
    private typealias SetUser = @convention(c) (uid_t) -> Int32

    /// Unlike other calls, this one is for the calling thread alone, and takes root's rights over files from it, too.
    private static let setUser: SetUser? = {
        guard let symbol = unsafe dlsym(nil, "setfsuid") else { return nil }
        return unsafe unsafeBitCast(symbol, to: SetUser.self)
    }()

    static func run<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard geteuid() == 0 else { return try body() }
        _ = setUser?(65534)
        defer { _ = setUser?(0) }
        return try body()
    }
}
