import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import AgentMemory

@Suite("Watching a folder", .timeLimit(.minutes(1)))
struct FolderWatcherTests {
    /// Does something, and waits until the watcher tells of it.
    private func expectEvent(_ watcher: FolderWatcher, _ work: () throws -> Void) async throws {
        try work()
        var changes = watcher.changes.makeAsyncIterator()
        #expect(await changes.next() != nil)
    }

    @Test("writing, renaming and deleting files is told, in folders that come later, too")
    func events() async throws {
        try await withTemporaryFolder { url in
            let watcher = try FolderWatcher(FilePath(url.path))
            let file = url.appending(path: "a.md")
            try await expectEvent(watcher) { try Data("a".utf8).write(to: file) }
            try await expectEvent(watcher) { try Data("b".utf8).write(to: file, options: .atomic) }
            try await expectEvent(watcher) {
                try FileManager.default.moveItem(at: file, to: url.appending(path: "b.md"))
            }
            let inner = url.appending(path: "x/y")
            try await expectEvent(watcher) {
                try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
            }
            try await expectEvent(watcher) { try Data("c".utf8).write(to: inner.appending(path: "c.md")) }
            try await expectEvent(watcher) { try FileManager.default.removeItem(at: url.appending(path: "b.md")) }
        }
    }

    @Test("thousands of events in a row are told, and the thread ends with the watcher")
    func overflow() async throws {
        try await withTemporaryFolder { url in
            let watcher = try FolderWatcher(FilePath(url.path))
            for number in 0..<20_000 { _ = createFile(url.appending(path: "\(number % 50).md").path) }
            try await expectEvent(watcher) { try Data("c".utf8).write(to: url.appending(path: "last.md")) }
            watcher.stop()
            for await _ in watcher.changes {}
        }
    }

    private func createFile(_ path: String) -> Bool { FileManager.default.createFile(atPath: path, contents: nil) }

    @Test("a dropped event counts as one")
    func dropped() {
        let bytes: [UInt8] = [255, 255, 255, 255, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let events = InotifyEvent.events(in: bytes)
        #expect(events.count == 1)
        #expect(events.first?.isOfFolders == true)
        #expect(InotifyEvent.events(in: bytes.dropLast() + [200]).isEmpty)
    }
}
