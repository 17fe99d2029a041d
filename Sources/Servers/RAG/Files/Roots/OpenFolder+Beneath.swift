import Files
import Glibc
import SystemPackage

extension OpenFolder {
    /// Opens a file below this folder for reading. Links that stay below it are followed.
    ///
    /// - Parameters:
    ///   - aliases: Absolute paths that this folder is known by. A link may lead to what is below them.
    ///   - followsLinks: Whether there may be links on the way at all.
    ///   - usesKernel: Whether the kernel's own way is used where there is one.
    /// - Throws: ``Errno/improperLink`` where it leads out; ``Errno/isDirectory`` and ``Errno/notPermitted`` for what is no
    ///   file, which is not opened.
    func openBeneath(
        _ path: FilePath,
        at aliases: [FilePath] = [],
        followsLinks: Bool = true,
        usesKernel: Bool
    ) throws(Errno) -> FileDescriptor {
        if usesKernel, let file = try openByKernel(path, followsLinks) { return file }
        return try BeneathWay(path, below: self, at: aliases, followsLinks: followsLinks).openFile()
    }

    /// nil where another way is to be tried: the kernel is too old, a sandbox forbids the call, folders are being moved, or
    /// a link is absolute or magic, which the kernel refuses without a look at where it leads.
    private func openByKernel(_ path: FilePath, _ followsLinks: Bool) throws(Errno) -> FileDescriptor? {
        let resolve: OpenHow.Resolve = followsLinks ? .inside : [.inside, .withoutLinks]
        for _ in 0..<4 {
            do throws(Errno) {
                // What is at the end is looked at before it is opened, since opening does things to some devices.
                let look = try openAt2(path, Self.onlyPath, resolve)
                defer { try? look.close() }
                try look.stat().checkIsFile()
                return try openAt2(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, resolve)
            } catch .resourceTemporarilyUnavailable {
                continue
            } catch .noFunction, .improperLink, .tooManySymbolicLinkLevels {
                return nil
            } catch .notPermitted where !Self.hasOpenAt2 {
                return nil
            }
        }
        return nil
    }

    private typealias SystemCall =
        @convention(c) (Int, Int, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int) -> Int

    /// Swift knows no functions of C with arguments of any number.
    private static let systemCall: SystemCall? = {
        guard let symbol = unsafe dlsym(nil, "syscall") else { return nil }
        return unsafe unsafeBitCast(symbol, to: SystemCall.self)
    }()

    /// `struct open_how`
    private struct OpenHow {
        let flags: UInt64
        let mode: UInt64 = 0
        let resolve: Resolve

        struct Resolve: OptionSet {
            let rawValue: UInt64

            /// `RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS`
            static let inside = Resolve(rawValue: 0x08 | 0x02)
            /// `RESOLVE_NO_SYMLINKS`
            static let withoutLinks = Resolve(rawValue: 0x04)
        }
    }

    /// It has this number on all of Linux's architectures that Swift knows.
    private static let openAt2Number = 437

    /// `O_PATH`: to look at what it is.
    static let onlyPath: Int32 = 0o10000000

    /// Whether the call is there, and allowed.
    private static let hasOpenAt2: Bool = {
        guard let root = try? OpenFolder("/") else { return false }
        guard let folder = try? root.openAt2(".", onlyPath, .inside) else { return false }
        try? folder.close()
        return true
    }()

    private func openAt2(
        _ path: FilePath,
        _ flags: Int32,
        _ resolve: OpenHow.Resolve
    ) throws(Errno) -> FileDescriptor {
        guard let call = unsafe Self.systemCall else { throw .noFunction }
        var how = OpenHow(flags: UInt64(flags | O_CLOEXEC), resolve: resolve)
        let place = path.isEmpty ? "." : path.string
        let size = MemoryLayout<OpenHow>.size
        let file = unsafe call(Self.openAt2Number, Int(descriptor.rawValue), place, &how, size)
        guard file >= 0 else { throw Errno(rawValue: errno) }
        return FileDescriptor(rawValue: CInt(file))
    }
}

extension Stat {
    /// - Throws: ``Errno/isDirectory`` or ``Errno/notPermitted`` where it is no file.
    func checkIsFile() throws(Errno) {
        switch type {
        case .regular: return
        case .directory: throw .isDirectory
        default: throw .notPermitted
        }
    }
}
