/// The formats of files that can be read.
enum Format: String, Sendable, Hashable, CaseIterable {
    case plainText = "plain text"
    case markdown = "Markdown"
    /// Programs, and what is written in a language of its own, such as YAML.
    case code = "source code"
    case separatedValues = "CSV"
    case json = "JSON"
    case jsonLines = "JSON Lines"
    case html = "HTML"
    case docx = "DOCX"
    case odt = "ODT"
    case epub = "EPUB"
    case rtf = "RTF"
    case restructuredText = "reStructuredText"
    case org = "Org"
    case latex = "LaTeX"
    case notebook = "Jupyter notebook"
    case pdf = "PDF"

    /// How its text is laid out once it is read.
    var structure: TextStructure {
        switch self {
        case .plainText: .plain
        case .markdown, .html, .docx, .odt, .epub, .rtf, .restructuredText, .org, .latex, .notebook: .markdown
        case .code: .code
        case .separatedValues: .table
        case .json: .json
        case .jsonLines: .jsonLines
        case .pdf: .pages
        }
    }

    /// Its name in pandoc's `--from`; nil where pandoc is not needed.
    ///
    /// The divisions and spans of HTML say nothing in Markdown; left out early, they cost nothing.
    var pandocName: String? {
        switch self {
        case .html: "html-native_divs-native_spans"
        case .docx: "docx"
        case .odt: "odt"
        case .epub: "epub"
        case .rtf: "rtf"
        case .restructuredText: "rst"
        case .org: "org"
        case .latex: "latex"
        case .notebook: "ipynb"
        case .plainText, .markdown, .code, .separatedValues, .json, .jsonLines, .pdf: nil
        }
    }

    /// Whether a file of it is a ZIP archive.
    var isArchive: Bool { [.docx, .odt, .epub].contains(self) }
}
