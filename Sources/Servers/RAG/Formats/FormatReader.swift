/// The text of a file, and what is to be known about it.
struct ReadFile: Sendable, Hashable {
    var source: SourceText
    var format: Format
    /// What its reader should know: the encoding it was taken for, that parts may be missing. In whole sentences.
    var notes: [String] = []
}

/// Reads the text of files of all formats.
struct FormatReader: Sendable {
    var programs = DocumentPrograms.found()
    var limits = FormatLimits()

    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: The file's name, with or without folders. Its ending says what the file is, else its content does.
    ///   - given: The format, where something else has told it.
    /// - Throws: ``FormatError`` when it cannot be read; `CancellationError` when this task is cancelled.
    func read(_ bytes: [UInt8], named name: String, as given: Format? = nil) async throws -> ReadFile {
        let file = InputFile(name: name, bytes: bytes)
        guard bytes.count <= limits.inputBytes else {
            throw file.error(
                .tooLarge,
                "it has \(bytes.count.inMegabytes), and at most \(limits.inputBytes.inMegabytes) are read. Split it up."
            )
        }
        switch try given ?? format(of: file) {
        case .pdf: return try await PDFReader(programs: programs, limits: limits).read(file)
        case let format where format.pandocName != nil:
            return try await PandocReader(pandoc: programs.pandoc, limits: limits).read(file, as: format)
        case let format:
            let decoded = try file.decoded()
            let title = format == .markdown ? MarkdownTitle.find(in: decoded.text) : nil
            let source = SourceText(text: decoded.text, structure: format.structure, title: title)
            return ReadFile(source: source, format: format, notes: decoded.notes)
        }
    }

    private func format(of file: InputFile) throws(FormatError) -> Format {
        if let format = Format(name: file.name) ?? Format(content: file.bytes) { return format }
        // A document of Office may be an RTF or HTML in truth, and a .key a text.
        if BinaryContent.kind(of: file.bytes) != nil, let advice = UnsupportedFormat.advice(for: file.name) {
            throw file.error(.unsupported, advice)
        }
        return .plainText
    }
}

/// A file that is to be read.
struct InputFile: Sendable {
    let name: String
    let bytes: [UInt8]

    func error(_ reason: FormatError.Reason, _ message: String) -> FormatError { FormatError(reason, name, message) }

    /// Its content as text.
    func decoded() throws(FormatError) -> DecodedText {
        do throws(DecodedText.NoText) {
            return try DecodedText(bytes)
        } catch {
            throw self.error(
                .binary,
                """
                it holds \(error.kind), not text. Give a text, or a document under a name that ends as such names do \
                (.pdf, .docx).
                """
            )
        }
    }
}
