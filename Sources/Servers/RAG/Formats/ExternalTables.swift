/// Tables in reStructuredText whose records are in another file.
///
/// Pandoc, which may read no other file, gives up the whole document for one (2.17). For an included text it
/// only warns.
enum ExternalTables {
    /// A text whose tables no longer ask for other files.
    static func removed(from text: String) -> String {
        guard text.contains("csv-table::") else { return text }
        var isTable = false
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
            let content = line.drop { $0 == " " || $0 == "\t" }
            if content.hasPrefix(".. csv-table::") {
                isTable = true
            } else if !content.isEmpty, content.startIndex == line.startIndex {
                isTable = false
            }
            guard isTable, [":file:", ":url:"].contains(where: content.hasPrefix) else { return line }
            return line[..<content.startIndex] + ":not-read:" + content.dropFirst(1).drop { $0 != ":" }.dropFirst()
        }
        return lines.joined(separator: "\n")
    }
}
