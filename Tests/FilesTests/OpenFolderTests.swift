import Glibc
import SystemPackage
import Testing

@testable import Files

@Suite("Open folders")
struct OpenFolderTests {
    private func put(_ path: FilePath, _ text: String = "text") throws {
        try path.create(with: text.utf8, mode: .ownerReadWrite)
    }

    @Test("its entries have names and types, and no more than are allowed")
    func entries() throws {
        try withTemporaryFolder { path in
            try put(path.appending("file"))
            try Folder.make(path.appending("folder"), mode: 0o700)
            try path.appending("link").makeLink(to: "file")
            try #require(unsafe mkfifo(path.appending("pipe").string, 0o600) == 0)
            let folder = try OpenFolder(path)
            for _ in 0..<2 {
                let entries = try folder.entries(limit: 4).sorted { $0.name < $1.name }
                #expect(entries.map(\.name) == ["file", "folder", "link", "pipe"])
                #expect(entries.map(\.type) == [.regular, .directory, .symbolicLink, .fifo])
            }
            #expect(throws: Errno.fileTooLarge) { try folder.entries(limit: 3) }
        }
    }

    @Test("a name that is no UTF-8 is told apart")
    func noText() throws {
        try withTemporaryFolder { path in
            let bytes = Array(path.appending("a").string.utf8CString.dropLast()) + [-1, 0]
            let name = unsafe bytes.withUnsafeBufferPointer { buffer in
                unsafe buffer.baseAddress.map { unsafe FilePath(platformString: $0) } ?? ""
            }
            try put(name)
            defer { _ = unsafe name.withPlatformString { unsafe unlink($0) } }
            let folder = try OpenFolder(path)
            #expect(try folder.entries() == [FolderEntry(name: "a\u{FFFD}", isText: false, type: .regular)])
            #expect(try folder.names() == [nil])
        }
    }

    @Test("it stays the same folder when another one takes its path, and no name in it is followed as a link")
    func place() throws {
        try withTemporaryFolder { path in
            let place = path.appending("place")
            try Folder.make(place, mode: 0o700)
            try put(place.appending("file"), "old")
            try place.appending("link").makeLink(to: "file")
            try place.appending("up").makeLink(to: "..")
            let folder = try OpenFolder(place)
            try place.rename(to: path.appending("elsewhere"))
            try Folder.make(place, mode: 0o700)
            try put(place.appending("file"), "new")
            #expect(try folder.contents("file", limit: 10) == Array("old".utf8))
            #expect(throws: Errno.tooManySymbolicLinkLevels) { try folder.contents("link", limit: 10) }
            #expect(throws: Errno.notDirectory) { try folder.folder("up") }
            #expect(try folder.linkTarget("link") == "file")
            #expect(try folder.status("link")?.type == .symbolicLink)
            #expect(try folder.status("nothing") == nil)
            #expect(folder.isReadable("file") && !folder.isReadable("nothing"))
        }
    }
}
