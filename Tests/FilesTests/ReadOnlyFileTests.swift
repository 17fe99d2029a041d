import Glibc
import SystemPackage
import Testing

@testable import Files

@Suite("Reading files")
struct ReadOnlyFileTests {
    @Test("a file is read whole up to its limit, and refused past it")
    func limit() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("file")
            let bytes = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
            try path.create(with: bytes, mode: .ownerReadWrite)
            #expect(try ReadOnlyFile.contents(of: path, limit: bytes.count) == bytes)
            let error = #expect(throws: FileError.self) {
                try ReadOnlyFile.contents(of: path, limit: bytes.count - 1)
            }
            #expect(error?.reason == .tooLong(limit: bytes.count - 1))
            #expect(error.map { "\($0)" } == "\(path) is larger than the 39999 bytes allowed for such a file")
        }
    }

    @Test("a range is read as asked, and one past the end says so")
    func range() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("file")
            try path.create(with: "0123456789".utf8, mode: .ownerReadWrite)
            let file = try ReadOnlyFile(path)
            #expect(file.size == 10)
            #expect(try file.bytes(at: 3, count: 4) == Array("3456".utf8))
            #expect(try file.bytes(at: 8, atMost: 100) == Array("89".utf8))
            let error = #expect(throws: FileError.self) { try file.bytes(at: 8, count: 3) }
            #expect(error?.reason == .endedEarly)
        }
    }

    @Test("a file that the kernel generates on reading has no size, and is read whole", .timeLimit(.minutes(1)))
    func kernel() throws {
        let file = try ReadOnlyFile("/proc/self/status")
        #expect(file.size == 0)
        #expect(String(decoding: try file.contents(limit: 1 << 20), as: UTF8.self).contains("Pid:\t\(getpid())\n"))
    }

    @Test("folders, devices and pipes are not files, and opening a pipe does not wait for its other end")
    func kinds() throws {
        try withTemporaryFolder { folder in
            let pipe = folder.appending("pipe")
            try #require(unsafe mkfifo(pipe.string, 0o600) == 0)
            for path in [folder, pipe, "/dev/null"] {
                let error = #expect(throws: FileError.self) { try ReadOnlyFile(path) }
                #expect(error?.reason == .notRegular)
            }
        }
    }

    @Test("a pipe is read to its end where one may be given")
    func pipe() throws {
        let (reading, writing) = try FileDescriptor.pipe()
        try writing.closeAfter { _ = try writing.writeAll("from a pipe".utf8) }
        try reading.closeAfter {
            let bytes = try ReadOnlyFile.contents(of: FilePath("/proc/self/fd/\(reading.rawValue)"), limit: 100, .pipe)
            #expect(bytes == Array("from a pipe".utf8))
        }
    }

    @Test("a link is followed unless that is refused")
    func link() throws {
        try withTemporaryFolder { folder in
            let (file, link) = (folder.appending("file"), folder.appending("link"))
            try file.create(with: "text".utf8, mode: .ownerReadWrite)
            try link.makeLink(to: file)
            #expect(try ReadOnlyFile.contents(of: link, limit: 10) == Array("text".utf8))
            let error = #expect(throws: FileError.self) { try ReadOnlyFile(link, .noFollow) }
            #expect(error?.errno == .tooManySymbolicLinkLevels)
        }
    }

    @Test("the identity is another once the file has changed")
    func identity() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("file")
            try path.create(with: "one".utf8, mode: .ownerReadWrite)
            let before = try ReadOnlyFile(path).identity
            #expect(try ReadOnlyFile(path).identity == before)
            try path.removeFile()
            try path.create(with: "another".utf8, mode: .ownerReadWrite)
            #expect(try ReadOnlyFile(path).identity != before)
        }
    }

    @Test("a file that is not there is named with the reason")
    func missing() {
        let error = #expect(throws: FileError.self) { try ReadOnlyFile("/no/such/file") }
        #expect(error.map { "\($0)" } == "/no/such/file cannot be read: No such file or directory")
    }
}
