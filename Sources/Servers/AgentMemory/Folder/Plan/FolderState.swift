/// What the database knows of a folder and its bank.
struct FolderState: Sendable {
    /// What front matters call the folder.
    let folder: String
    /// The names of all folders of the bank: front matters with these name its memories.
    let folders: Set<String>
    let files: [KnownFile]
    /// The sections of files as they were last, by the bases that their front matters named.
    let bases: [String: [KnownSection]]
    /// The memories that are believed, and those that have a place in a file.
    let rows: [Int32: MemoryRow]

    init(
        folder: String,
        folders: Set<String>? = nil,
        files: [KnownFile],
        bases: [String: [KnownSection]] = [:],
        rows: [MemoryRow]
    ) {
        self.folder = folder
        self.folders = folders ?? [folder]
        self.files = files
        self.bases = bases
        self.rows = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    }

    /// What the front matter of a file says, where it is of this bank.
    func mark(of file: MarkdownFile) -> FileMark? {
        guard let mark = file.frontMatter?.mark, folders.contains(mark.folder) else { return nil }
        return mark
    }

    /// The memory that stands for another one now.
    func successor(of row: MemoryRow) -> MemoryRow? {
        var row = row
        for _ in 0..<64 {
            guard case .replaced(let next?) = row.retirement, let found = rows[next] else { return nil }
            if found.retirement == nil { return found }
            row = found
        }
        return nil
    }
}
