import Processes
import SystemPackage

/// Reads documents with pandoc, as GitHub-flavoured Markdown.
struct PandocReader: Sendable {
    let pandoc: Program?
    let limits: FormatLimits

    func read(_ file: InputFile, as format: Format) async throws -> ReadFile {
        guard let pandoc, let name = format.pandocName else {
            throw file.error(.programMissing, "\(format.rawValue) needs pandoc. \(MissingProgram.pandoc.remedy)")
        }
        var (input, notes) = (file, [String]())
        if format.isArchive {
            try checkArchive(file, format)
        } else {
            // Pandoc takes every text for UTF-8.
            let decoded = try file.decoded()
            let text = format == .restructuredText ? ExternalTables.removed(from: decoded.text) : decoded.text
            input = InputFile(name: file.name, bytes: Array(text.utf8))
            notes = decoded.notes
        }
        let (output, remarks) = try await convert(input, from: name, with: pandoc)
        if remarks.contains("include file") { notes.append("It includes other files, whose text is not in it.") }
        let lines = String(decoding: output, as: UTF8.self).split(
            separator: "\n",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let text = DecodedText.normalized(String(lines.last ?? ""))
        let source = SourceText(
            text: text,
            structure: format.structure,
            title: Title.cleaned(lines.first ?? "") ?? MarkdownTitle.find(in: text)
        )
        return ReadFile(source: source, format: format, notes: notes)
    }

    private func convert(_ file: InputFile, from format: String, with pandoc: Program) async throws
        -> DocumentProgram.Answer
    {
        // GHC reserves two thirds of the address space for its heap. The heap has a limit of its own (-M), at which it
        // ends with a clear message; the limit of the address space is for what lies outside the heap.
        let run = DocumentProgram(
            program: pandoc,
            limits: limits,
            addressSpace: limits.memoryBytes / 2 * 3 + 1 << 30
        )
        let arguments = [
            "+RTS", "-M\(max(limits.memoryBytes >> 20, 16))m", "-RTS", "--sandbox", "--from", format,
            "--to", "gfm-raw_html", "--wrap", "none", "--ipynb-output", "all",
        ]
        do {
            return try await PandocFilter.withFile { filter in
                try await run.run(arguments + ["--lua-filter", filter.string], file)
            }
        } catch let error as Errno {
            throw file.error(.programMissing, "pandoc needs a file in the folder for temporary files: \(error).")
        }
    }

    /// Refuses what is no archive, and what says that it unpacks to too much. Where it lies, pandoc's own limits hold.
    private func checkArchive(_ file: InputFile, _ format: Format) throws(FormatError) {
        let directory: ZipDirectory
        do throws(ZipDirectory.Damaged) {
            directory = try ZipDirectory(file.bytes)
        } catch {
            throw file.error(
                .damaged,
                "it is no \(format.rawValue) document, which is a ZIP archive, or it ends early. Save it anew."
            )
        }
        guard !directory.isContradictory else {
            throw file.error(.damaged, "its ZIP archive says that it holds what it cannot hold. Save it anew.")
        }
        let unpacked = Int(clamping: directory.unpackedBytes)
        let isBomb = unpacked > 8 << 20 && unpacked / limits.unpackedRatio > file.bytes.count
        guard unpacked <= limits.unpackedBytes, !isBomb else {
            throw file.error(
                .tooLarge,
                """
                it unpacks from \(file.bytes.count.inMegabytes) to \(unpacked.inMegabytes); at most \
                \(limits.unpackedBytes.inMegabytes) and \(limits.unpackedRatio) times its size are unpacked.
                """
            )
        }
    }
}
