import Glibc
package import SystemPackage

/// Changes whenever a file does: it is written, replaced, renamed over, or gets other rights.
package struct FileIdentity: Sendable, Hashable {
    /// How many bytes the file has.
    package let size: Int
    private let device: UInt64
    private let inode: UInt64
    private let modified: Int64
    private let changed: Int64

    package init(_ status: Stat) {
        size = Int(status.size)
        device = UInt64(status.deviceID.rawValue)
        inode = UInt64(status.inode.rawValue)
        modified = Self.nanoseconds(status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        changed = Self.nanoseconds(status.st_ctim.tv_sec, status.st_ctim.tv_nsec)
    }

    /// The identity as one short word, to be stored. The number of the device is no part of it, since a disk may be
    /// mounted under another one.
    package var stamp: String {
        [inode, UInt64(bitPattern: Int64(size)), UInt64(bitPattern: modified), UInt64(bitPattern: changed)]
            .map { String($0, radix: 36) }
            .joined(separator: "-")
    }

    /// A time far beyond our own may wrap around, and still tells itself from others.
    private static func nanoseconds(_ seconds: Int, _ rest: Int) -> Int64 {
        Int64(seconds) &* 1_000_000_000 &+ Int64(rest)
    }
}
