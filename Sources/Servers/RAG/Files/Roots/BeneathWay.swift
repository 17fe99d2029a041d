import Files
import Glibc
import SystemPackage

/// The way from a folder to what is below it, walked one name at a time, so that each link is seen, and none leads out.
struct BeneathWay {
    /// How many folders it may lead through at a time, each of which is open.
    private static let mostFolders = 200

    /// The folders on the way, from the one that it began in.
    private(set) var folders: [OpenFolder]
    /// The names of all but the first.
    private(set) var names: [String] = []
    /// The name of what is at the end in the last folder; nil where that folder is the end.
    private(set) var file: String?

    private var rest: [FilePath.Component]
    private var links: Int

    /// - Parameters:
    ///   - path: A relative path.
    ///   - aliases: Absolute paths that the folder is known by. A link may lead to what is below them.
    ///   - followsLinks: Whether there may be links on the way, as many as the kernel allows.
    /// - Throws: ``Errno/improperLink`` where it leads out.
    init(
        _ path: FilePath,
        below root: OpenFolder,
        at aliases: [FilePath],
        followsLinks: Bool = true
    ) throws(Errno) {
        folders = [root]
        links = followsLinks ? 40 : 0
        rest = path.components.reversed()
        while let next = rest.popLast() {
            switch next.kind {
            case .currentDirectory: continue
            case .parentDirectory: try leave()
            case .regular: try enter(next.string, aliases)
            }
        }
    }

    /// Opens the file at the end for reading.
    func openFile() throws(Errno) -> FileDescriptor {
        guard let file, let folder = folders.last else { throw .isDirectory }
        guard let status = try folder.status(file) else { throw .noSuchFileOrDirectory }
        try status.checkIsFile()
        return try folder.open(file, O_RDONLY)
    }

    private mutating func leave() throws(Errno) {
        guard folders.count > 1 else { throw .improperLink }
        folders.removeLast()
        names.removeLast()
    }

    private mutating func enter(_ name: String, _ aliases: [FilePath]) throws(Errno) {
        guard let folder = folders.last else { return }
        guard let status = try folder.status(name) else { throw .noSuchFileOrDirectory }
        switch status.type {
        case .symbolicLink: try follow(folder.linkTarget(name), aliases)
        case .directory:
            guard folders.count < Self.mostFolders else { throw .fileNameTooLong }
            let flags = OpenFolder.onlyPath | O_DIRECTORY
            folders.append(OpenFolder(descriptor: try folder.open(name, flags)))
            names.append(name)
        default:
            guard rest.isEmpty else { throw .notDirectory }
            file = name
        }
    }

    private mutating func follow(_ target: FilePath, _ aliases: [FilePath]) throws(Errno) {
        guard links > 0 else { throw .tooManySymbolicLinkLevels }
        links -= 1
        var target = target
        if target.isAbsolute {
            guard aliases.contains(where: { target.removePrefix($0) }) else { throw .improperLink }
            folders.removeLast(folders.count - 1)
            names = []
        }
        rest += target.components.reversed()
    }
}
