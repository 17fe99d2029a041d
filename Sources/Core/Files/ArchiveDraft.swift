import Glibc
import Synchronization
package import SystemPackage

/// A file that is being written under another name beside its place, and gets its own when it is whole. A process that is
/// killed leaves the draft behind, which the next one of that name replaces.
package final class ArchiveDraft: Sendable {
    private let path: FilePath
    private let draft: FilePath
    private let lock: FileLock
    private let isPublished = Mutex(false)

    /// Begins a draft, for a file that is not there yet.
    package init(of path: FilePath) throws(TransferError) {
        let name = path.lastComponent?.string ?? ""
        self.path = path
        draft = path.removingLastComponent().appending(".\(name).partial")
        do throws(Errno) {
            guard try !path.exists() else {
                throw Errno.fileExists
            }
            guard let lock = try FileLock.take(draft) else { throw Errno.resourceBusy }
            self.lock = lock
            try Errno.check(ftruncate(self.lock.descriptor.rawValue, 0))
        } catch .fileExists {
            throw TransferError("\(name) is there already. Give another name, or remove it.")
        } catch .resourceBusy {
            throw TransferError("Another export writes \(name) just now. Wait for it, or give another name.")
        } catch {
            throw Self.unwritable(path, error)
        }
    }

    /// The open file, which is empty at first.
    package var file: FileDescriptor { lock.descriptor }

    /// How many bytes it has.
    package var size: Int {
        get throws(TransferError) {
            do throws(Errno) { return Int(try file.stat().size) } catch { throw Self.unwritable(path, error) }
        }
    }

    /// Gives the whole file its name, so that it survives a power cut. More than once is no more than once.
    package func publish() throws(TransferError) {
        do throws(Errno) {
            try isPublished.withLock { (isPublished) throws(Errno) in
                guard !isPublished else { return }
                try Errno.check(fsync(file.rawValue))
                try draft.rename(to: path)
                isPublished = true
                try path.removingLastComponent().syncFolder()
            }
        } catch {
            throw Self.unwritable(path, error)
        }
    }

    private static func unwritable(_ path: FilePath, _ error: Errno) -> TransferError {
        TransferError("\(path.lastComponent?.string ?? "") cannot be written: \(error).")
    }

    deinit {
        // Nobody else can have made it meanwhile: the lock goes after this.
        if !isPublished.withLock({ $0 }) { try? draft.removeFile() }
    }
}
