extension Format {
    /// The format that the content of a file tells; nil where it tells none.
    init?(content: [UInt8]) {
        if content.starts(with: "%PDF-".utf8) {
            self = .pdf
        } else if content.starts(with: ZipDirectory.entryMark) {
            guard let archive = Self(archive: content) else { return nil }
            self = archive
        } else if content.starts(with: #"{\rtf"#.utf8) {
            self = .rtf
        } else {
            let start = Self.start(of: content)
            if ["<!doctype html", "<html"].contains(where: { start.starts(with: $0.utf8) }) {
                self = .html
            } else if start.starts(with: #"{"cells":"#.utf8) || start.starts(with: #"{"nbformat":"#.utf8) {
                self = .notebook
            } else {
                return nil
            }
        }
    }

    /// The first letters of a file without white space and in lower case, where it is ASCII. The space in
    /// `<!doctype html` stays.
    private static func start(of content: [UInt8]) -> [UInt8] {
        var start: [UInt8] = []
        for byte in content.prefix(1024) where byte < 0x80 {
            let isSpace = byte <= 0x20
            if isSpace, start != Array("<!doctype".utf8) { continue }
            start.append(isSpace ? 0x20 : (0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        return start
    }

    /// EPUB and OpenDocument name themselves in an archive's first entry; Office names the parts.
    private init?(archive content: [UInt8]) {
        let head = content.prefix(200)
        func holds(_ text: String) -> Bool { head.firstRange(of: Array(text.utf8)) != nil }
        if holds("mimetypeapplication/epub+zip") {
            self = .epub
        } else if holds("mimetypeapplication/vnd.oasis.opendocument.text") {
            self = .odt
        } else if let directory = try? ZipDirectory(content), directory.names.contains("word/document.xml") {
            self = .docx
        } else {
            return nil
        }
    }
}
