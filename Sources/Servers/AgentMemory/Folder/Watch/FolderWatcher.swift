import Async
import Files
import Glibc
import Synchronization
import SystemPackage

/// Tells that something in a folder may have changed, by inotify. Many events in a row are one; none is missed, since
/// when the system has dropped some it says so, and that is an event, too.
final class FolderWatcher: Sendable {
    /// Something may have changed. Ends once the folder itself is deleted or moved away.
    let changes: AsyncStream<Void>

    private let path: FilePath
    private let descriptor: FileDescriptor
    /// Closed to stop the thread that reads.
    private let stopping: FileDescriptor
    private let changed: AsyncStream<Void>.Continuation
    /// The number of the watch of the folder itself.
    private let root = Mutex<Int32>(-1)
    /// The folders, by the numbers of their watches.
    private let watches = Mutex<Set<Int32>>([])
    private let mostFolders: Int

    private static let events =
        UInt32(IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
        | UInt32(IN_DELETE_SELF | IN_MOVE_SELF) | UInt32(IN_ONLYDIR)

    /// Watches a folder and the folders in it.
    ///
    /// - Throws: The system's reason for not watching; then the folder is to be looked at now and then.
    init(_ path: FilePath, mostFolders: Int = FolderLimits.standard.folders) throws(Errno) {
        self.path = path
        self.mostFolders = mostFolders
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let file = inotify_init1(Int32(O_CLOEXEC | O_NONBLOCK))
        guard file >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: file)
        let pipe = try Self.pipe(closing: descriptor)
        stopping = pipe.writeEnd
        do throws(Errno) {
            try DedicatedThread.start(named: "folder-watch") { [weak self, descriptor] in
                while Self.waits(descriptor, pipe.readEnd), let self { self.read() }
                try? descriptor.close()
                try? pipe.readEnd.close()
            }
        } catch {
            try? descriptor.close()
            try? pipe.readEnd.close()
            throw error
        }
        try watch()
    }

    deinit {
        changed.finish()
        try? stopping.close()
    }

    private static func pipe(closing file: FileDescriptor) throws(Errno) -> (
        readEnd: FileDescriptor, writeEnd: FileDescriptor
    ) {
        do throws(Errno) {
            return try Errno.typed { try FileDescriptor.pipe(options: .closeOnExec) }
        } catch {
            try? file.close()
            throw error
        }
    }

    /// Waits for events.
    ///
    /// - Returns: false once the other end of the pipe is closed.
    private static func waits(_ events: FileDescriptor, _ end: FileDescriptor) -> Bool {
        var waiting = [
            pollfd(fd: events.rawValue, events: Int16(POLLIN), revents: 0),
            pollfd(fd: end.rawValue, events: Int16(POLLIN), revents: 0),
        ]
        while unsafe poll(&waiting, nfds_t(waiting.count), -1) < 0 {
            guard errno == EINTR else { return false }
        }
        return waiting[1].revents == 0
    }

    /// Watches the folders that are there now, such as after the folder itself has come back.
    func watch() throws(Errno) {
        try add(path, depth: 0, Int32(IN_ONLYDIR))
    }

    /// Stops, and ends ``changes``.
    func stop() { changed.finish() }

    private func add(_ folder: FilePath, depth: Int, _ flags: Int32) throws(Errno) {
        let number = unsafe inotify_add_watch(
            descriptor.rawValue,
            folder.string,
            Self.events | UInt32(bitPattern: flags)
        )
        guard number >= 0 else { throw Errno(rawValue: errno) }
        if depth == 0 { root.withLock { $0 = number } }
        let count = watches.withLock { watches in
            watches.insert(number)
            return watches.count
        }
        guard depth < FolderPath.mostParts, count < mostFolders else { return }
        for name in (try? Folder.names(in: folder)) ?? [] where FolderPath.isName(name) {
            let inner = folder.appending(name)
            guard let status = try? Stat(inner, followTargetSymlink: false), status.type == .directory else { continue }
            do throws(Errno) {
                try add(inner, depth: depth + 1, Int32(IN_DONT_FOLLOW))
            } catch .noSuchFileOrDirectory, .notDirectory {
                // It is gone already, which is an event.
                continue
            }
        }
    }

    private func read() {
        var concernsUs = false
        var isGone = false
        var hasNewFolders = false
        while let events = InotifyEvent.next(of: descriptor) {
            for event in events {
                if event.isOfFolders { hasNewFolders = true }
                if event.isForgotten { watches.withLock { _ = $0.remove(event.watch) } }
                if event.isOfItsEnd, event.watch == root.withLock({ $0 }) { isGone = true }
                if event.mayConcernFiles { concernsUs = true }
            }
        }
        // A file may have come into a new folder before it was watched; whoever looks now sees it.
        if hasNewFolders { try? watch() }
        if concernsUs { changed.yield() }
        if isGone { stop() }
    }
}
