import Files
import Glibc
import SystemPackage
import Testing

@testable import RAG

@Suite("Folders that may be read")
struct SourceRootsTests {
    /// By `openat2` of the kernel, and name by name.
    static let ways = [true, false]

    private func reason(_ roots: SourceRoots, _ place: String, limit: Int = 100) -> SourceError.Reason? {
        do throws(SourceError) {
            _ = try roots.read(place, limit: limit)
            return nil
        } catch {
            return error.reason
        }
    }

    private func text(_ roots: SourceRoots, _ place: String) throws -> String {
        String(decoding: try roots.read(place, limit: 100).bytes, as: UTF8.self)
    }

    @Test("the setting is a list of absolute folders, with ~ for the home folder")
    func setting() throws {
        let roots = try SourceRoots("/a:~/b::~:/a/:/c/../d", home: "/home/me")
        #expect(roots.folders == ["/a", "/home/me/b", "/home/me", "/d"])
        #expect(try SourceRoots("", home: nil).folders == [])
        for flaw in ["a", "/a:b", "~you", "./a", "/a:/b\0"] {
            let error = #expect(throws: SourceRootsFlaw.self) { try SourceRoots(flaw, home: "/home/me") }
            #expect(error?.description.contains("SOURCE_ROOTS") == true)
        }
        #expect(throws: SourceRootsFlaw.self) { try SourceRoots("~/a", home: nil) }
    }

    @Test("with no folder set nothing is read, and the error says which setting to set")
    func none() throws {
        let roots = try SourceRoots("", home: nil)
        for place in ["/etc/passwd", "file:///etc/passwd", "nothing"] {
            let error = #expect(throws: SourceError.self) { try roots.read(place) }
            #expect(error?.description.contains("Set SOURCE_ROOTS to the folders") == true)
            #expect(throws: SourceError.self) { try roots.folder(place) }
        }
    }

    @Test("a file below a root is read, by its path or its URI", arguments: ways)
    func read(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("docs/a b.md", "hello")
            var roots = try folder.roots("docs")
            roots.usesKernel = usesKernel
            let path = folder.path.appending("docs/a b.md")
            for place in [path.string, "file://\(folder.path)/docs/a%20b.md", "\(folder.path)/docs/../docs/./a b.md"] {
                let content = try roots.read(place)
                #expect(String(decoding: content.bytes, as: UTF8.self) == "hello")
                #expect(content.path == path)
                #expect(content.identity == FileIdentity(try Stat(path)))
            }
        }
    }

    @Test("links that stay below the root are followed, relative, absolute and in a chain", arguments: ways)
    func linksInside(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("docs/real/a.md", "hello")
            try folder.link("docs/relative", to: "real/a.md")
            try folder.link("docs/up/relative", to: "../real/a.md")
            try folder.link("docs/absolute", to: "\(folder.path)/docs/real/a.md")
            try folder.link("docs/folder", to: "\(folder.path)/docs/real")
            try folder.link("docs/chain1", to: "chain2")
            try folder.link("docs/chain2", to: "up/../folder/a.md")
            var roots = try folder.roots("docs")
            roots.usesKernel = usesKernel
            for name in ["relative", "up/relative", "absolute", "folder/a.md", "chain1"] {
                #expect(try text(roots, "\(folder.path)/docs/\(name)") == "hello", "\(name)")
            }
        }
    }

    @Test("what is outside has one answer, whether it is there or not", arguments: ways)
    func outside(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("docs/a.md", "inside")
            try folder.put("docs2/secret", "secret")
            try folder.put("secret", "secret")
            try folder.link("docs/out", to: "../secret")
            try folder.link("docs/out2", to: "../nothing")
            try folder.link("docs/passwd", to: "/etc/passwd")
            try folder.link("docs/nothing", to: "/nothing")
            try folder.link("docs/twice", to: "passwd")
            try folder.link("docs/folder", to: "..")
            try folder.link("docs/sly", to: "\(folder.path)/docs/../secret")
            try folder.link("docs/round", to: "../docs/a.md")
            var roots = try folder.roots("docs")
            roots.usesKernel = usesKernel
            let docs = "\(folder.path)/docs"
            let answers = Set(
                try [
                    "/etc/passwd", "/nothing", "/", "\(folder.path)", "\(folder.path)/secret",
                    "\(folder.path)/docs2/secret",
                    "\(docs)/../secret", "\(docs)/../nothing", "file://\(docs)/%2e%2e/secret", "\(docs)/out",
                    "\(docs)/out2", "\(docs)/passwd", "\(docs)/nothing", "\(docs)/twice", "\(docs)/folder/secret",
                    "\(docs)/folder/nothing", "\(docs)/folder", "\(docs)/sly", "\(docs)/round",
                ]
                .map { place in
                    #expect(reason(roots, place) == .outside(roots: [FilePath(docs)]), "\(place)")
                    let error = try #require(throws: SourceError.self) { try roots.read(place) }
                    let other = try #require(throws: SourceError.self) { try roots.folder(place) }
                    #expect(error == other)
                    #expect(error.description.hasPrefix(place))
                    return String(error.description.dropFirst(place.count))
                }
            )
            #expect(
                answers == [
                    " is not in a folder that may be read, or a link leads out of it. SOURCE_ROOTS allows: \(docs)."
                ]
            )
        }
    }

    @Test("a loop of links ends, and a magic link of /proc is no way out", arguments: ways)
    func loops(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.link("a", to: "b")
            try folder.link("b", to: "a")
            try folder.link("self", to: ".")
            try folder.put("file", "hello")
            var roots = try folder.roots()
            roots.usesKernel = usesKernel
            #expect(reason(roots, "\(folder.path)/a") == .system(.tooManySymbolicLinkLevels))
            #expect(try text(roots, "\(folder.path)/" + String(repeating: "self/", count: 20) + "file") == "hello")
            let tooMany = "\(folder.path)/" + String(repeating: "self/", count: 100) + "file"
            #expect(reason(roots, tooMany) == .system(.tooManySymbolicLinkLevels))
        }
        var proc = try SourceRoots("/proc", home: nil)
        proc.usesKernel = usesKernel
        #expect(reason(proc, "/proc/self/root/etc/passwd") == .outside(roots: ["/proc"]))
        #expect(reason(proc, "/proc/self/cwd") == .outside(roots: ["/proc"]))
    }

    @Test("pipes, sockets and devices are refused, and not opened", .timeLimit(.minutes(1)), arguments: ways)
    func special(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try #require(unsafe mkfifo(folder.path.appending("pipe").string, 0o600) == 0)
            let socket = try #require(UnixSocketAddress(folder.path.appending("socket").string))
            let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            try #require(unsafe socket.withSocketAddress { unsafe bind(descriptor, $0, $1) } == 0)
            try folder.link("link", to: "pipe")
            var roots = try folder.roots()
            roots.usesKernel = usesKernel
            for name in ["pipe", "socket", "link"] {
                #expect(reason(roots, "\(folder.path)/\(name)") == .isSpecial, "\(name)")
            }
        }
        var devices = try SourceRoots("/dev", home: nil)
        devices.usesKernel = usesKernel
        #expect(reason(devices, "/dev/null") == .isSpecial)
        #expect(reason(devices, "/dev/zero") == .isSpecial)
    }

    @Test("what is no file, not there, or too large says so", arguments: ways)
    func flaws(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("a.md", "hello")
            var roots = try folder.roots()
            roots.usesKernel = usesKernel
            let place = "\(folder.path)/a.md"
            #expect(reason(roots, "\(folder.path)") == .isFolder)
            #expect(reason(roots, "\(folder.path)/b.md") == .system(.noSuchFileOrDirectory))
            #expect(reason(roots, "\(place)/b.md") == .system(.notDirectory))
            #expect(reason(roots, place, limit: 5) == nil)
            #expect(reason(roots, place, limit: 4) == .tooLarge(limit: 4))
            let error = #expect(throws: SourceError.self) { try roots.folder(place) }
            #expect(error?.reason == .isFile)
        }
    }

    @Test("of roots in one another any may allow a file", arguments: ways)
    func nested(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("a/b/x.md", "inner")
            try folder.put("a/y.md", "outer")
            try folder.link("a/b/up", to: "../y.md")
            var roots = try folder.roots("a", "a/b", "a/missing")
            roots.usesKernel = usesKernel
            #expect(try text(roots, "\(folder.path)/a/b/x.md") == "inner")
            #expect(try text(roots, "\(folder.path)/a/b/up") == "outer")
            let missing = "\(folder.path)/a/missing"
            #expect(reason(roots, missing + "/x") == .system(.noSuchFileOrDirectory))
            let alone = try folder.roots("a/missing")
            #expect(reason(alone, missing + "/x") == .root(FilePath(missing), .noSuchFileOrDirectory))
        }
    }

    @Test("a root may be a link, and is known by both its names", arguments: ways)
    func alias(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("real/a.md", "hello")
            try folder.link("real/b.md", to: "\(folder.path)/link/a.md")
            try folder.link("link", to: "real")
            var roots = try folder.roots("link")
            roots.usesKernel = usesKernel
            for place in ["link/a.md", "real/a.md", "link/b.md", "real/b.md"] {
                #expect(try text(roots, "\(folder.path)/\(place)") == "hello", "\(place)")
            }
            #expect(try roots.read("\(folder.path)/real/a.md").path == folder.path.appending("link/a.md"))
        }
    }

    @Test("the root of all files may be allowed", arguments: ways)
    func everything(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("a.md", "hello")
            try folder.link("b.md", to: "\(folder.path)/a.md")
            var roots = try SourceRoots("/", home: nil)
            roots.usesKernel = usesKernel
            #expect(try text(roots, "\(folder.path)/a.md") == "hello")
            #expect(try text(roots, "\(folder.path)/b.md") == "hello")
            #expect(try roots.folder(folder.path.string).path == folder.path)
        }
    }

    @Test("a folder that a link leads to is known by where it is")
    func folderLink() throws {
        try TestFolder.with { folder in
            try folder.put("docs/real/a.md", "hello")
            try folder.link("docs/link", to: "real")
            let roots = try folder.roots("docs")
            let found = try roots.folder("\(folder.path)/docs/link")
            #expect(found.path == folder.path.appending("docs/real"))
            #expect(try roots.folder("\(folder.path)/docs").list().map(\.path) == ["real/a.md"])
        }
    }

    @Test("a listed file that a link took the place of is not read", arguments: ways)
    func swapped(_ usesKernel: Bool) throws {
        try TestFolder.with { folder in
            try folder.put("docs/in/a.md", "hello")
            try folder.put("docs/b.md", "hello")
            try folder.put("secret/a.md", "secret")
            var roots = try folder.roots("docs")
            roots.usesKernel = usesKernel
            let docs = try roots.folder("\(folder.path)/docs")
            #expect(try docs.list().map(\.path) == ["b.md", "in/a.md"])
            try #require(try TestFolder.run("cd \(folder.path)/docs && rm -r in b.md && ln -s ../secret in"))
            try folder.link("docs/b.md", to: "in/a.md")
            for name in ["in/a.md", "b.md", "gone.md"] {
                let error = #expect(throws: SourceError.self) { try docs.read(name) }
                #expect(error?.reason == .changed, "\(name)")
            }
            for name in ["../secret/a.md", "/etc/passwd"] {
                #expect(throws: SourceError.self) { try docs.read(name) }
            }
        }
    }
}
