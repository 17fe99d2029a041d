import Files
import SystemPackage

extension FolderSync {
    /// Opens the folder. It is made where it was never there.
    func open(makes: Bool, bank: Int32, _ store: FolderStore) async throws -> OpenFolder {
        do throws(Errno) {
            return try OpenFolder(path)
        } catch {
            guard error == .noSuchFileOrDirectory, makes, try await store.link(at: path.string, of: bank) == nil else {
                throw SyncProblem.folder(path, error)
            }
        }
        do throws(Errno) {
            try Folder.make(path, mode: 0o755)
            return try OpenFolder(path)
        } catch {
            throw SyncProblem.folder(path, error)
        }
    }

    /// Looks whether the folder is an empty one in the place of one that we know, before anything is written into it: it may
    /// be where a disk is to be mounted.
    func checkPlace(_ root: OpenFolder, _ direction: SyncDirection, bank: Int32, _ store: FolderStore) async throws {
        guard direction != .toFiles, try root.status(PrivateFolder.name) == nil,
            let former = try await store.link(at: path.string, of: bank), try FolderListing(of: root).files.isEmpty
        else { return }
        let count = try await store.count(in: former)
        if count > 0 { throw SyncProblem.otherFolder(path, count) }
    }

    /// Takes the folder's lock, and clears away what a process left that was killed with it.
    ///
    /// - Returns: nil for a folder without one, in which nothing is to be written.
    func lock(_ root: OpenFolder, makes: Bool, waiting: Bool) async throws -> SharedLock? {
        let place = path.appending(PrivateFolder.name).appending("lock")
        do {
            if try !makes && root.status(PrivateFolder.name) == nil { return nil }
            let own = try PrivateFolder(in: root)
            for _ in 0..<(waiting ? 300 : 1) {
                if let lock = try FileLock.take(place) {
                    let lock = SharedLock(lock)
                    if makes { try FolderWriter(own).recover() }
                    return lock
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        } catch let error as Errno {
            throw SyncProblem.folder(path, error)
        }
        throw SyncProblem.busy(path)
    }

    /// Finds out which folder it is.
    ///
    /// - Returns: The folder, nil where it is a new one and nothing is to be written; and whether it was made anew in the
    ///   place of one that we know.
    func link(
        _ root: OpenFolder,
        _ reading: FolderReading,
        _ direction: SyncDirection,
        bank: Int32,
        makes: Bool,
        _ store: FolderStore
    ) async throws -> (folder: FolderLink?, isAnew: Bool) {
        if let known = try await store.link(named: PrivateFolder.names(of: root)) {
            guard known.bank == bank else {
                let name = try await access.banks.store().name(of: known.bank)
                throw SyncProblem.otherBank(path, name ?? "\(known.bank)")
            }
            if known.path != path.string, makes { try await store.move(known, to: path.string) }
            return (known, false)
        }
        if let former = try await store.link(at: path.string, of: bank) {
            let count = try await store.count(in: former)
            let isSame = reading.files.contains { $0.file.frontMatter?.mark?.folder == former.name }
            guard isSame || count == 0 || direction == .toFiles else { throw SyncProblem.otherFolder(path, count) }
            if makes { try PrivateFolder(in: root).add(name: former.name) }
            return (former, true)
        }
        guard makes else { return (nil, false) }
        let folder = try await store.add(name: FileMark.newName(), path: path.string, bank: bank)
        try PrivateFolder(in: root).add(name: folder.name)
        return (folder, false)
    }
}
