import Files
import Glibc
import ServerKit
import SystemPackage
import Text

extension Check {
    /// Whether the folder of Markdown files can be read and written.
    static func memoryFolder(_ path: FilePath?) -> Check {
        Check("memory folder", remedy: "set MEMORY_BANK_PATH to a folder that the server may write to") { _ in
            guard let path else { return .skipped("MEMORY_BANK_PATH is not set") }
            guard path.isFolder else {
                return .warning(
                    "\(path) is not there",
                    remedy: "a server that serves makes it, unless it was there before"
                )
            }
            if unsafe access(path.string, W_OK) != 0 { throw SyncProblem.folder(path, Errno(rawValue: errno)) }
            let listing = try FolderListing(of: OpenFolder(path))
            let count = "\(listing.files.count.counted("Markdown file")) in \(path)"
            guard let flaw = listing.flaws.first else { return .ok(count) }
            return .warning(
                "\(count); left alone: \(flaw)",
                remedy: "mend it, or give it a name that begins with a dot"
            )
        }
    }
}
