import Files
import SystemPackage

/// What the files of a model folder must be, where it holds a file SHA256SUMS (in the format of `sha256sum`), as
/// scripts/setup writes.
struct PublishedChecksums {
    private let folder: FilePath
    private let sums: [String: String]

    init(folder: FilePath) throws(EmbeddingError) {
        self.folder = folder
        let path = folder.appending("SHA256SUMS")
        guard ModelFolder.exists(path.string) else {
            sums = [:]
            return
        }
        let bytes = try EmbeddingError.reading { () throws(FileError) in
            try ReadOnlyFile.contents(of: path, limit: 1 << 20)
        }
        // Lines of: 64 digits, a blank, a blank or asterisk, the name.
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.utf8.count > 66 }
        let pairs = lines.map { (String($0.dropFirst(66)), String($0.prefix(64))) }
        sums = Dictionary(pairs) { first, _ in first }
    }

    /// Reads all files and refuses one that is missing or damaged.
    ///
    /// - Returns: How many there are.
    func checkAll() throws(EmbeddingError) -> Int {
        for name in sums.keys.sorted() {
            let path = folder.appending(name)
            try check(ReadOnlyFile(path).sha256(), of: path)
        }
        return sums.count
    }

    /// Refuses a file of the folder that is not what was published.
    func check(_ sha256: @autoclosure () throws(FileError) -> String, of path: FilePath) throws(EmbeddingError) {
        var name = path
        guard name.removePrefix(folder), let published = sums[name.string] else { return }
        let actual = try EmbeddingError.reading { () throws(FileError) in try sha256() }
        guard actual == published else {
            throw EmbeddingError(
                "\(path) is damaged: it is not the file that \(folder.appending("SHA256SUMS")) describes. Remove "
                    + "\(folder) and run scripts/setup, or fetch the model again."
            )
        }
    }
}
