import Dispatch
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import Files

@Suite("Files that stay the same while they are read")
struct WholeFileTests {
    private func open(_ path: FilePath) throws -> FileDescriptor {
        try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
    }

    @Test("a file is read whole up to its limit", arguments: [0, 1, 65_535, 65_536, 65_537, 1 << 20])
    func limit(_ count: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("file")
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try path.create(with: bytes, mode: .ownerReadWrite)
            let whole = try OpenFolder(folder).contents("file", limit: count)
            #expect(whole == bytes)
            #expect(try OpenFolder(folder).contents("file", limit: .max) == bytes)
            #expect(throws: Errno.fileTooLarge) { try OpenFolder(folder).contents("file", limit: count - 1) }
        }
    }

    @Test("a file that the kernel makes on reading has no size, and is read whole up to the limit")
    func kernel() throws {
        let folder = try OpenFolder("/proc/self")
        #expect(String(decoding: try folder.contents("status", limit: 1 << 20), as: UTF8.self).contains("Pid:"))
        #expect(throws: Errno.fileTooLarge) { try folder.contents("status", limit: 10) }
    }

    @Test("folders, pipes and devices are no files")
    func kinds() throws {
        try withTemporaryFolder { path in
            try #require(unsafe mkfifo(path.appending("pipe").string, 0o600) == 0)
            let folder = try OpenFolder(path)
            #expect(throws: Errno.notPermitted) { try folder.contents("pipe", limit: 10) }
            #expect(throws: Errno.notPermitted) { try folder.contents(".", limit: 10) }
            #expect(throws: Errno.notPermitted) { try OpenFolder("/dev").contents("null", limit: 10) }
        }
    }

    /// What can happen to a file while it is read.
    enum Change: CaseIterable {
        case written, replaced, moved, removed, locked

        func happen(to path: FilePath) throws {
            switch self {
            case .written:
                let file = try FileDescriptor.appending(to: path)
                try file.closeAfter { _ = try file.writeAll("more".utf8) }
            case .replaced: try path.writeAtomically("text".utf8, mode: .ownerReadWrite)
            case .moved: try path.rename(to: FilePath(path.string + ".moved"))
            case .removed: try path.removeFile()
            case .locked: try Errno.check(unsafe chmod(path.string, 0o400))
            }
        }
    }

    @Test("a file that is changed or removed after it was looked at is told so", arguments: Change.allCases)
    func changed(_ change: Change) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("file")
            try path.create(with: "text".utf8, mode: .ownerReadWrite)
            let file = try open(path)
            defer { try? file.close() }
            let before = FileIdentity(try file.stat())
            #expect(try WholeFile(file, limit: 100, expecting: before).identity == before)
            try change.happen(to: path)
            #expect(FileIdentity(try file.stat()).stamp != before.stamp)
            #expect(throws: Errno.resourceTemporarilyUnavailable) {
                try WholeFile(file, limit: 100, expecting: before)
            }
        }
    }

    @Test("a file that is written while it is read is told so sooner or later", .timeLimit(.minutes(1)))
    func race() throws {
        try withTemporaryFolder { path in
            let bytes = [UInt8](repeating: 97, count: 1 << 20)
            try path.appending("file").create(with: bytes, mode: .ownerReadWrite)
            let folder = try OpenFolder(path)
            let writer = Writer()
            let end = DispatchGroup()
            DispatchQueue.global().async(group: end) { writer.write(path.appending("file")) }
            defer {
                writer.stop()
                end.wait()
            }
            var changes = 0
            for _ in 0..<10_000 where changes < 3 {
                do throws(Errno) {
                    let count = try folder.contents("file", limit: 1 << 21).count
                    #expect(count - bytes.count <= 1)
                } catch {
                    #expect(error == .resourceTemporarilyUnavailable)
                    changes += 1
                }
            }
            #expect(changes == 3)
        }
    }
}

/// Writes a file again and again.
private final class Writer: Sendable {
    private let isStopped = Mutex(false)

    func stop() { isStopped.withLock { $0 = true } }

    func write(_ path: FilePath) {
        guard let file = try? FileDescriptor.appending(to: path) else { return }
        while !isStopped.withLock({ $0 }) {
            _ = try? file.writeAll("a".utf8)
            // It grows no further, so that reading it has an end.
            _ = ftruncate(file.rawValue, 1 << 20)
        }
        try? file.close()
    }
}
