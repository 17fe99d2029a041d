/// Formats that people have, that are not read, and that their programs save as one that is.
enum UnsupportedFormat {
    /// What to do with a file, by its name; nil where its name tells none of these formats.
    static func advice(for name: String) -> String? {
        guard let ending = Format.fileExtension(of: name), let format = targets[ending] else { return nil }
        return ".\(ending) files are not read. Save it as \(format)."
    }

    private static let targets: [String: String] = [
        "doc": "DOCX", "pages": "DOCX or PDF", "wpd": "DOCX or PDF",
        "xls": "CSV", "xlsx": "CSV", "ods": "CSV", "numbers": "CSV",
        "ppt": "PDF", "pptx": "PDF", "odp": "PDF", "key": "PDF",
        "djvu": "PDF", "mobi": "EPUB", "azw3": "EPUB",
    ]
}
