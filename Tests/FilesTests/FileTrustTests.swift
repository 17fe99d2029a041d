import Glibc
import SystemPackage
import Testing

@testable import Files

@Suite("Whom a file is trusted with")
struct FileTrustTests {
    private func flaw(_ path: FilePath, _ trust: FileTrust) -> TrustFlaw? {
        do throws(FileError) {
            _ = try ReadOnlyFile.contents(of: path, limit: 100, trust: trust)
        } catch {
            if case .distrusted(let flaw) = error.reason { return flaw }
            Issue.record(error)
        }
        return nil
    }

    private func withFile(_ mode: CInterop.Mode, _ body: (FilePath) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("file")
            try path.create(with: "text".utf8, mode: .ownerReadWrite)
            try Errno.check(unsafe chmod(path.string, mode))
            try body(path)
        }
    }

    @Test("a file that others may write to is refused", arguments: [0o666, 0o622, 0o602, 0o646] as [CInterop.Mode])
    func writable(mode: CInterop.Mode) throws {
        try withFile(mode) { path in
            for (trust, remedy) in [
                (FileTrust.own, "go-w"), (.named, "go-w"), (.ownSecret, "600"), (.namedSecret, "600"),
                (.credential, "600"),
            ] {
                let found = try #require(flaw(path, trust))
                #expect(found.predicate.contains("fix it with: chmod \(remedy) \(path)"))
            }
        }
    }

    @Test("a secret that others may read is refused", arguments: [0o644, 0o604, 0o640, 0o440] as [CInterop.Mode])
    func readable(mode: CInterop.Mode) throws {
        try withFile(mode) { path in
            for trust in [FileTrust.ownSecret, .namedSecret] {
                let found = try #require(flaw(path, trust))
                #expect(found.predicate.contains("fix it with: chmod 600 \(path)"))
            }
            #expect(flaw(path, .own) == nil)
            #expect((flaw(path, .credential) == nil) == (mode & 0o004 == 0))
        }
    }

    @Test("a secret of its owner's alone is read", arguments: [0o600, 0o400] as [CInterop.Mode])
    func secret(mode: CInterop.Mode) throws {
        try withFile(mode) { path in
            for trust in [FileTrust.ownSecret, .namedSecret, .own, .named] { #expect(flaw(path, trust) == nil) }
        }
    }

    @Test("a folder on the way that others may write to is named, unless they cannot replace what is in it")
    func way() throws {
        try withTemporaryFolder { folder in
            let way = folder.appending("it's open")
            let path = way.appending("inner").appending("file")
            try Folder.makeAll(path.removingLastComponent(), mode: 0o755)
            try path.create(with: "text".utf8, mode: .ownerReadWrite)
            #expect(flaw(path, .own) == nil)
            try Errno.check(unsafe chmod(way.string, 0o777))
            #expect(flaw(path, .own)?.path == way)
            #expect(flaw(path, .own)?.predicate.hasSuffix(#"chmod go-w '\#(folder)/it'\''s open'"#) == true)
            #expect(flaw(path, .named) == nil)
            try Errno.check(unsafe chmod(way.string, 0o1777))
            #expect(flaw(path, .own) == nil)
        }
    }

    @Test("links are followed, and what they lead to and lead through is checked")
    func links() throws {
        try withTemporaryFolder { folder in
            let open = folder.appending("open")
            let link = folder.appending("link")
            try Folder.make(open, mode: 0o755)
            try open.appending("file").create(with: "text".utf8, mode: .ownerReadWrite)
            try link.makeLink(to: "open/../open/./file")
            #expect(flaw(link, .own) == nil)
            #expect(try link.trusted() == folder.resolved.appending("open").appending("file"))
            try Errno.check(unsafe chmod(open.string, 0o777))
            #expect(flaw(link, .own)?.path == folder.resolved.appending("open"))
            try Errno.check(unsafe chmod(open.string, 0o755))
            try Errno.check(unsafe chmod(open.appending("file").string, 0o666))
            #expect(flaw(link, .own)?.path == folder.resolved.appending("open").appending("file"))
            let circle = folder.appending("circle")
            try circle.makeLink(to: "circle")
            #expect(throws: FileError.self) { try circle.trusted() }
        }
    }

    @Test("a folder is checked with everything in it, except for links that lead nowhere")
    func tree() throws {
        try withTemporaryFolder { folder in
            let inner = folder.appending("a").appending("b")
            try Folder.makeAll(inner, mode: 0o755)
            try inner.appending("nowhere").makeLink(to: "/no/such/file")
            let file = inner.appending("file")
            try file.create(with: "text".utf8, mode: .ownerReadWrite)
            try folder.checkTrustOfTree()
            try Errno.check(unsafe chmod(file.string, 0o666))
            try folder.checkTrustOfEntries()
            #expect(throws: FileError.self) { try folder.checkTrustOfTree() }
            #expect(throws: FileError.self) { try inner.checkTrustOfEntries() }
        }
    }

    @Test("links to folders that go round in circles are followed once", .timeLimit(.minutes(1)))
    func circles() throws {
        try withTemporaryFolder { folder in
            let inner = folder.appending("inner")
            try Folder.make(inner, mode: 0o755)
            for name in ["a", "b"] { try folder.appending(name).makeLink(to: ".") }
            try inner.appending("up").makeLink(to: "..")
            try folder.checkTrustOfTree()
            try withTemporaryFolder { other in
                try Errno.check(unsafe chmod(other.string, 0o777))
                try inner.appending("other").makeLink(to: other)
                #expect(throws: FileError.self) { try folder.checkTrustOfTree() }
            }
        }
    }

    @Test("a pipe in the place of a file is refused and not waited for", .timeLimit(.minutes(1)))
    func pipe() throws {
        try withTemporaryFolder { folder in
            let pipe = folder.appending("pipe")
            try #require(unsafe mkfifo(pipe.string, 0o600) == 0)
            for options: ReadOnlyFile.Options in [[], .pipe] {
                let error = #expect(throws: FileError.self) { try ReadOnlyFile(pipe, options, trust: .own) }
                #expect(error?.reason == .notRegular)
            }
            #expect(throws: Errno.self) { try FileDescriptor.appending(to: pipe, creating: .ownerReadWrite) }
        }
    }

    @Test("a file is written to only under its one name")
    func appending() throws {
        try withFile(0o600) { path in
            try FileDescriptor.appending(to: path).closeAfter {}
            let folder = path.removingLastComponent()
            let link = folder.appending("link")
            try link.makeLink(to: path)
            #expect(throws: Errno.tooManySymbolicLinkLevels) { try FileDescriptor.appending(to: link) }
            try Errno.check(unsafe Glibc.link(path.string, folder.appending("other").string))
            #expect(throws: Errno.notPermitted) { try FileDescriptor.appending(to: path) }
        }
    }
}

@Suite("Files of others, for root", .enabled(if: geteuid() == 0, "only root can give files away"))
struct ForeignFileTests {
    @Test("what belongs to another user is refused: a file, a folder on the way, a link")
    func foreign() throws {
        try withTemporaryFolder { folder in
            let inner = folder.appending("inner")
            let file = inner.appending("file")
            let link = folder.appending("link")
            try Folder.make(inner, mode: 0o755)
            try file.create(with: "text".utf8, mode: .ownerReadWrite)
            try link.makeLink(to: file)
            _ = try ReadOnlyFile(link, trust: .own)
            for path in [file, inner, link] {
                try Errno.check(unsafe lchown(path.string, 1, 1))
                let error = #expect(throws: FileError.self) { try ReadOnlyFile(link, trust: .own) }
                #expect(error?.description.contains("belongs to \(Account.describe(1))") == true)
                #expect(error?.description.contains("chown root ") == true)
                try Errno.check(unsafe lchown(path.string, 0, 0))
            }
            try Errno.check(unsafe lchown(file.string, 1, 1))
            #expect(throws: FileError.self) { try ReadOnlyFile(link, trust: .named) }
        }
    }
}
