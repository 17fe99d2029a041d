import Files
import SystemPackage

/// The folders that sources may be read from, and nothing else. With none, no path is read.
struct SourceRoots: Sendable {
    /// The setting that gives them.
    static let setting = "SOURCE_ROOTS"

    /// As they were given, without those that were given twice.
    private(set) var folders: [FilePath] = []
    private let home: FilePath?
    /// Whether the kernel's own way is used where there is one.
    var usesKernel = true

    /// - Parameters:
    ///   - text: Absolute folders, separated by colons.
    ///   - home: What `~` stands for.
    init(_ text: String, home: FilePath?) throws(SourceRootsFlaw) {
        self.home = home
        for folder in text.split(separator: ":") {
            guard !folder.utf8.contains(0), let path = FilePath(String(folder), home: home) else {
                throw SourceRootsFlaw(folder: String(folder))
            }
            let root = path.lexicallyNormalized()
            if !folders.contains(root) { folders.append(root) }
        }
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - place: An absolute path, or a `file:` URI. It may lead through links that stay in one of the folders.
    ///   - limit: How many bytes it may have.
    func read(_ place: String, limit: Int = SourceContent.standardLimit) throws(SourceError) -> SourceContent {
        try find(place) { (root, target) throws(SourceError) in
            let file = try open(target, below: root, place)
            defer { try? file.close() }
            return try SourceContent(file, at: target.path, place, limit: limit)
        }
    }

    /// Opens a folder, to be listed.
    func folder(_ place: String) throws(SourceError) -> SourceFolder {
        try find(place) { (root, target) throws(SourceError) in
            let way: BeneathWay
            do throws(Errno) {
                way = try BeneathWay(target.rest, below: root, at: target.aliases)
            } catch {
                throw SourceError(place, error, outside: folders)
            }
            guard way.file == nil else { throw SourceError(place, .isFile) }
            return SourceFolder(way, root: target.root, usesKernel: usesKernel)
        }
    }

    /// Tries the innermost root first: a link may leave it for another one that is around it.
    private func find<Result>(
        _ place: String,
        _ body: (OpenFolder, Target) throws(SourceError) -> Result
    ) throws(SourceError) -> Result {
        guard !folders.isEmpty else { throw SourceError(place, .noRoots) }
        let path = try SourceLocation(place, home: home).path
        var failure = SourceError(place, .outside(roots: folders))
        for target in targets(path) {
            let root: OpenFolder
            do throws(Errno) {
                root = try OpenFolder(target.root)
            } catch {
                failure = SourceError(place, .root(target.root, error))
                continue
            }
            do throws(SourceError) {
                return try body(root, target)
            } catch {
                guard case .outside = error.reason else { throw error }
            }
        }
        throw failure
    }

    private func open(_ target: Target, below root: OpenFolder, _ place: String) throws(SourceError) -> FileDescriptor {
        do throws(Errno) {
            return try root.openBeneath(target.rest, at: target.aliases, usesKernel: usesKernel)
        } catch {
            throw SourceError(place, error, outside: folders)
        }
    }

    /// What a path stands for below one of the folders.
    private struct Target {
        let root: FilePath
        /// The other paths that the root is known by: links may name them.
        let aliases: [FilePath]
        let rest: FilePath

        var path: FilePath { root.appending(rest.components) }
    }

    private func targets(_ path: FilePath) -> [Target] {
        folders.sorted { $0.components.count > $1.components.count }
            .compactMap { root in
                let aliases = [root, root.resolved]
                for alias in aliases {
                    var rest = path
                    if rest.removePrefix(alias) { return Target(root: root, aliases: aliases, rest: rest) }
                }
                return nil
            }
    }
}

/// A setting that gives no folders that may be read.
struct SourceRootsFlaw: Error, Hashable, CustomStringConvertible {
    let folder: String

    var description: String {
        "\"\(folder)\" in \(SourceRoots.setting) is no absolute folder. "
            + "Give absolute paths separated by colons; \"~/\" stands for your home folder."
    }
}

extension SourceError {
    /// What an error of the system means to those who asked.
    init(_ place: String, _ error: Errno, outside roots: [FilePath]) {
        let reason: Reason =
            switch error {
            case .improperLink: .outside(roots: roots)
            case .isDirectory: .isFolder
            case .notPermitted: .isSpecial
            default: .system(error)
            }
        self.init(place, reason)
    }
}
