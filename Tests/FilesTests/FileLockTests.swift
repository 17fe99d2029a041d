import SystemPackage
import Testing

@testable import Files

@Suite("Locks on files")
struct FileLockTests {
    @Test("an exclusive lock is held by one, and free once that one is gone")
    func exclusive() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("lock")
            #expect(try FileLock.isFree(path))
            #expect(try !path.exists())
            let lock = try FileLock.wait(for: path, .exclusive)
            #expect(try !FileLock.isFree(path))
            _ = consume lock
            #expect(try FileLock.isFree(path))
        }
    }

    @Test("a shared lock is shared, and made exclusive once the others are gone")
    func shared() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending("lock")
            let one = try FileLock.wait(for: path, .shared)
            let other = try FileLock.wait(for: path, .shared)
            #expect(try !FileLock.isFree(path))
            _ = consume other
            try one.change(to: .exclusive)
            #expect(try !FileLock.isFree(path))
            _ = consume one
        }
    }
}
