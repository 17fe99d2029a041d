import Glibc
import SystemPackage
import Testing

@testable import Files

@Suite("Folders")
struct FolderTests {
    @Test("folders are made with exact modes, and once")
    func make() throws {
        try withTemporaryFolder { folder in
            let inner = folder.appending("a").appending("b")
            try Folder.makeAll(inner, mode: 0o711)
            #expect(try Stat(folder.appending("a")).permissions.rawValue == 0o711)
            #expect(try Stat(inner).permissions.rawValue == 0o711)
            #expect(try !Folder.make(inner, mode: 0o777))
            #expect(try Stat(inner).permissions.rawValue == 0o711)
            #expect(try Folder.make(inner.appending("c"), mode: 0o777))
            #expect(try Stat(inner.appending("c")).permissions.rawValue == 0o777)
        }
    }

    @Test("a file in the way is no folder")
    func inTheWay() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending("file")
            try file.create(with: "".utf8, mode: .ownerReadWrite)
            #expect(throws: Errno.fileExists) { try Folder.make(file, mode: 0o700) }
            #expect(throws: Errno.fileExists) { try Folder.makeAll(file.appending("inner"), mode: 0o700) }
        }
    }

    @Test("names come in order, without the folder itself and the one above")
    func names() throws {
        try withTemporaryFolder { folder in
            for name in ["b", ".hidden", "ä", "a"] {
                try folder.appending(name).create(with: "".utf8, mode: .ownerReadWrite)
            }
            #expect(try Folder.names(in: folder) == [".hidden", "a", "b", "ä"])
        }
        #expect(throws: Errno.noSuchFileOrDirectory) { try Folder.names(in: "/no/such/folder") }
    }

    @Test("a link that leads nowhere is there, and is no folder")
    func danglingLink() throws {
        try withTemporaryFolder { folder in
            let link = folder.appending("link")
            #expect(try !link.exists())
            try link.makeLink(to: "/no/such/folder")
            #expect(try link.exists())
            #expect(!link.isFolder)
            #expect(link.linkTarget == "/no/such/folder")
            try link.removeFile()
            try link.removeFile()
            #expect(try !link.exists())
        }
    }
}
