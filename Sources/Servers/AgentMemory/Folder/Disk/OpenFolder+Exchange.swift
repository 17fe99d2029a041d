import Files
import Glibc
import SystemPackage

extension OpenFolder {
    private typealias RenameAt2 =
        @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32

    /// Swift's Glibc module has no `renameat2`; the C library may be older than it, too.
    private static let renameAt2: RenameAt2? = {
        guard let symbol = unsafe dlsym(nil, "renameat2") else { return nil }
        return unsafe unsafeBitCast(symbol, to: RenameAt2.self)
    }()

    private static let noReplace: UInt32 = 1
    private static let exchange: UInt32 = 2

    /// Exchanges two files in one step, so that neither name is ever without a file.
    ///
    /// - Throws: ``Errno/notSupported`` where the file system cannot.
    func exchange(_ name: String, with folder: OpenFolder, _ target: String) throws(Errno) {
        try rename(name, to: folder, target, Self.exchange)
    }

    /// Moves a file to a name that must be free.
    ///
    /// - Throws: ``Errno/fileExists``; ``Errno/notSupported`` where the file system cannot.
    func move(_ name: String, to folder: OpenFolder, free target: String) throws(Errno) {
        try rename(name, to: folder, target, Self.noReplace)
    }

    private func rename(_ name: String, to folder: OpenFolder, _ target: String, _ flags: UInt32) throws(Errno) {
        guard let rename = unsafe Self.renameAt2 else { throw .notSupported }
        guard unsafe rename(descriptor.rawValue, name, folder.descriptor.rawValue, target, flags) != 0 else { return }
        let error = Errno(rawValue: errno)
        throw error == .invalidArgument || error == .noFunction ? .notSupported : error
    }
}
