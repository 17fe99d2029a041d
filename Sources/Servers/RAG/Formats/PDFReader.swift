import Processes

/// Reads PDF documents with pdftotext, page by page.
struct PDFReader: Sendable {
    let programs: DocumentPrograms
    let limits: FormatLimits

    func read(_ file: InputFile) async throws -> ReadFile {
        guard let pdftotext = programs.pdftotext else {
            throw file.error(.programMissing, "that needs pdftotext. \(MissingProgram.pdftotext.remedy)")
        }
        // In reading order, column after column. With -layout, the lines of two columns would be mixed.
        let (output, remarks) = try await run(pdftotext, ["-enc", "UTF-8", "-", "-"], file)
        let text = DecodedText.normalized(String(decoding: output, as: UTF8.self))
        guard text.contains(where: { !$0.isWhitespace }) else {
            let pages = text.utf8.count { $0 == 0x0C }
            throw file.error(
                .picturesOnly,
                """
                none of its \(pages) page\(pages == 1 ? "" : "s") holds text, only pictures, and text in pictures is \
                not recognised here. Run OCR on it first (ocrmypdf does).
                """
            )
        }
        let source = SourceText(text: text, structure: .pages, title: try await title(of: file))
        let isDamaged = remarks.contains("Syntax Error")
        let notes = isDamaged ? ["The PDF document is damaged; parts of its text may be missing."] : []
        return ReadFile(source: source, format: .pdf, notes: notes)
    }

    private func run(_ program: Program, _ arguments: [String], _ file: InputFile) async throws
        -> DocumentProgram.Answer
    {
        try await DocumentProgram(program: program, limits: limits, addressSpace: limits.memoryBytes)
            .run(arguments, file)
    }

    /// The title in the document's information; nil where it has none, or where that cannot be read.
    private func title(of file: InputFile) async throws -> String? {
        guard let pdfinfo = programs.pdfinfo else { return nil }
        let output: [UInt8]
        do {
            output = try await run(pdfinfo, ["-enc", "UTF-8", "-"], file).output
        } catch is FormatError {
            return nil
        }
        let label = "Title:"
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix(label) }) else { return nil }
        let title = Title.cleaned(line.dropFirst(label.count))
        // What programs write where nobody gave a title.
        return title?.lowercased() == "untitled" ? nil : title
    }
}
