/// Which files of a folder are wanted.
struct FileSelection: Sendable {
    /// Files that are wanted, or in folders that are; all where it is empty.
    private let include: PatternList
    private let exclude: PatternList
    /// Whether names that begin with a dot are looked at. `.git` never is.
    var includesHidden = false
    var obeysIgnoreFiles = true

    /// All files but the hidden and ignored ones.
    init() {
        include = PatternList()
        exclude = PatternList()
    }

    /// - Parameters:
    ///   - include: Globs of what is wanted, read as the lines of a `.gitignore` are: `*.md` at any depth, `docs/*.md` in
    ///     that folder alone, `docs/` for folders of that name; `{md,txt}` for one of both. The last that matches decides,
    ///     so that `!draft.md` after it takes a file out again.
    ///   - exclude: Globs of what is left out.
    init(
        include: [String],
        exclude: [String] = [],
        includesHidden: Bool = false,
        obeysIgnoreFiles: Bool = true
    ) throws(GlobError) {
        self.include = try PatternList(globs: include)
        self.exclude = try PatternList(globs: exclude)
        self.includesHidden = includesHidden
        self.obeysIgnoreFiles = obeysIgnoreFiles
    }

    /// Whether a name is looked at, of whatever it is.
    func takes(name: String) -> Bool {
        name.utf8.first != UInt8(ascii: ".") || includesHidden && name != ".git"
    }

    func excludes(_ path: Span<UInt8>, nameCount: Int, isFolder: Bool) -> Bool {
        exclude.decision(on: path, nameCount: nameCount, isFolder: isFolder) ?? false
    }

    /// Whether a file, or what is in a folder, is wanted.
    ///
    /// - Parameter inherited: What was decided on the folder that it is in.
    func includes(_ path: Span<UInt8>, nameCount: Int, isFolder: Bool, inherited: Bool) -> Bool {
        include.decision(on: path, nameCount: nameCount, isFolder: isFolder) ?? inherited
    }

    /// What holds of all files before any glob is looked at.
    var includesAll: Bool { include.isEmpty }
}
