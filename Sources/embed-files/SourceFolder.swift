import FoundationEssentials

/// A folder of texts to embed.
struct SourceFolder {
    let path: String

    /// The names of the files with a suffix, in order.
    func names(endingIn suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(suffix) }.sorted()
    }

    /// A file's text, or nil where there is no such file.
    func text(of name: String) throws -> String? {
        let file = path + "/" + name
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        guard let text = String(validating: try Data(contentsOf: URL(filePath: file)), as: UTF8.self) else {
            throw EmbedError("\(name): not valid UTF-8")
        }
        return text
    }
}
