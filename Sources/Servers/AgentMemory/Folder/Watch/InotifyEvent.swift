import Files
import Glibc
import SystemPackage

/// What inotify tells.
struct InotifyEvent {
    let watch: Int32
    private let mask: UInt32
    /// Of a file or folder in the one that is watched; empty for that itself.
    private let name: String

    /// Whether folders came or went, or events were dropped, so that the folders are to be looked through.
    var isOfFolders: Bool { has(IN_ISDIR) || has(IN_Q_OVERFLOW) }
    /// Whether nothing more is told of the folder.
    var isForgotten: Bool { has(IN_IGNORED) }
    /// Whether the folder that is watched was deleted or moved.
    var isOfItsEnd: Bool { has(IN_DELETE_SELF) || has(IN_MOVE_SELF) }
    /// Whether a Markdown file may have changed.
    var mayConcernFiles: Bool {
        isOfFolders || name.isEmpty || FolderPath.isName(name) && name.lowercased().hasSuffix(".md")
    }

    private func has(_ flag: some BinaryInteger) -> Bool { mask & UInt32(truncatingIfNeeded: flag) != 0 }

    /// The events that wait; nil where none does.
    static func next(of descriptor: FileDescriptor) -> [InotifyEvent]? {
        let bytes = try? unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = try unsafe descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard let bytes, !bytes.isEmpty else { return nil }
        return events(in: bytes)
    }

    /// The system's form: watch, mask, cookie and length of the name, each 4 bytes, and the name, filled up with zeros.
    static func events(in bytes: [UInt8]) -> [InotifyEvent] {
        var events: [InotifyEvent] = []
        var start = 0
        func number(at place: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[start + place + $1]) << (8 * $1) }
        }
        while start + 16 <= bytes.count {
            let end = start + 16 + Int(number(at: 12))
            guard end <= bytes.count else { break }
            let name = bytes[start + 16..<end].prefix { $0 != 0 }
            events.append(
                InotifyEvent(
                    watch: Int32(bitPattern: number(at: 0)),
                    mask: number(at: 4),
                    name: String(decoding: name, as: UTF8.self)
                )
            )
            start = end
        }
        return events
    }
}
