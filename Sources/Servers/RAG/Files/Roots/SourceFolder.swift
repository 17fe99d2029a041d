import Files
import SystemPackage

/// A folder that may be read, with all below it.
struct SourceFolder: Sendable {
    /// Where it is, without links below the root.
    let path: FilePath
    let folder: OpenFolder
    /// The folders on the way to it, from the root on.
    private let above: [OpenFolder]
    private let names: [String]
    private let usesKernel: Bool

    init(_ way: BeneathWay, root: FilePath, usesKernel: Bool) {
        path = way.names.reduce(root) { $0.appending($1) }
        folder = way.folders[way.folders.count - 1]
        above = way.folders.dropLast()
        names = way.names
        self.usesKernel = usesKernel
    }

    /// Lists the files in it and in the folders in it.
    ///
    /// - Parameter isStopped: Is asked at each name; the list ends where it answers true.
    func list(
        _ selection: FileSelection = FileSelection(),
        _ limits: WalkLimits = .standard,
        until isStopped: @escaping @Sendable () -> Bool = { false }
    ) throws(SourceError) -> FolderWalk {
        var rules = IgnoreRules()
        do throws(Errno) {
            if selection.obeysIgnoreFiles {
                for (folder, name) in zip(above, names) { rules = try rules.inside(folder).below(name) }
            }
        } catch {
            throw SourceError("The .gitignore of a folder above \(path)", .system(error))
        }
        return FolderWalk(folder, selection, limits, ignoring: rules, until: isStopped)
    }

    /// Reads a file that was listed. No link is followed, wherever one was put meanwhile.
    ///
    /// - Parameter file: Its path in this folder.
    func read(_ file: String, limit: Int = SourceContent.standardLimit) throws(SourceError) -> SourceContent {
        let place = path.appending(file)
        let open: FileDescriptor
        do throws(Errno) {
            open = try folder.openBeneath(FilePath(file), followsLinks: false, usesKernel: usesKernel)
        } catch .noSuchFileOrDirectory, .notDirectory, .isDirectory, .tooManySymbolicLinkLevels, .improperLink {
            // It was a file below this folder when it was listed.
            throw SourceError(place.string, .changed)
        } catch {
            throw SourceError(place.string, error, outside: [])
        }
        defer { try? open.close() }
        return try SourceContent(open, at: place, place.string, limit: limit)
    }
}
