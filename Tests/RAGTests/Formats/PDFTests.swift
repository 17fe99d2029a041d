import Processes
import Testing

@testable import RAG

@Suite("PDF documents", .enabled(if: Program.find("pdftotext") != nil))
struct PDFTests {
    @Test("the text comes page by page, each ended by a form feed, with the title")
    func pages() async throws {
        let bytes = SampleDocument.pdf(
            pages: ["first page", "", "third page"].map { $0.isEmpty ? "" : SampleDocument.line($0) },
            more: ["<</Title(My  title)>>"],
            trailer: "/Info 4 0 R"
        )
        let file = try await readDocument(bytes, "a.pdf")
        #expect(file.source.text == "first page\n\n\u{C}\u{C}third page\n\n\u{C}")
        #expect(file.source.structure == .pages)
        #expect(file.source.title == "My title")
        #expect(file.format == .pdf)
        #expect(file.notes.isEmpty)
        #expect(try await readDocument(bytes, "unnamed").format == .pdf)
    }

    @Test("a document without a title has none")
    func noTitle() async throws {
        #expect(
            try await readDocument(SampleDocument.pdf(pages: [SampleDocument.line("x")]), "a.pdf").source.title == nil
        )
    }

    @Test("two columns are read one after the other")
    func columns() async throws {
        let lines = (0..<20).map { row in
            SampleDocument.line("left line \(row) of words", x: 50, y: 700 - 14 * row)
                + SampleDocument.line("right line \(row) of words", x: 320, y: 700 - 14 * row)
        }
        let text = try await readDocument(SampleDocument.pdf(pages: [lines.joined()]), "a.pdf").source.text
        let left = try #require(text.firstRange(of: "left line 19"))
        let right = try #require(text.firstRange(of: "right line 0"))
        #expect(left.upperBound <= right.lowerBound)
    }

    @Test("a document that needs a password says so")
    func encrypted() async throws {
        let zeros = String(repeating: "00", count: 32)
        let bytes = SampleDocument.pdf(
            pages: [SampleDocument.line("secret")],
            more: ["<</Filter/Standard/V 1/R 2/O<\(zeros)>/U<\(zeros)>/P -4>>"],
            trailer: "/Encrypt 4 0 R/ID[<00><00>]"
        )
        let error = await documentFailure(bytes, "a.pdf")
        #expect(error?.reason == .encrypted)
        #expect(error?.description == "a.pdf cannot be read: it needs a password. Save it without one.")
    }

    @Test("a document of pictures alone says so")
    func pictures() async throws {
        let picture = """
            <</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>
            stream
            x
            endstream
            """
        let page = "q 100 0 0 100 50 50 cm /I Do Q"
        let error = await documentFailure(SampleDocument.pdf(pages: [page, page], more: [picture]), "scan.pdf")
        #expect(error?.reason == .picturesOnly)
        #expect(error?.message.contains("none of its 2 pages holds text, only pictures") == true)
        #expect(error?.message.contains("OCR") == true)
    }

    @Test("what is no whole document is refused as damaged, or read as far as it goes and told")
    func damaged() async throws {
        #expect(await documentFailure(Array("%PDF-1.4\n".utf8), "a.pdf")?.reason == .damaged)
        #expect(await documentFailure(Array("words".utf8), "a.pdf")?.reason == .damaged)
        let whole = SampleDocument.pdf(pages: [SampleDocument.line("words")])
        #expect(await documentFailure(Array(whole.prefix(whole.count / 3)), "a.pdf")?.reason == .damaged)
        let spoilt = try await readDocument(
            SampleDocument.pdf(pages: [SampleDocument.line("words") + "nonsense\n"]),
            "a.pdf"
        )
        #expect(spoilt.source.text == "words\n\n\u{C}")
        #expect(spoilt.notes == ["The PDF document is damaged; parts of its text may be missing."])
    }

    @Test("a document that unpacks without end stops at the limit of memory")
    func bomb() async throws {
        let bytes = try await SampleDocument.python(
            """
            content = zlib.compress((b"BT /F 10 Tf 50 700 Td (" + b"a" * 60 + b") Tj ET\\n") * 100_000, 9)
            parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>",
                b"<</Filter/FlateDecode/Length %d>>\\nstream\\n" % len(content) + content + b"\\nendstream"]
            text = b"%PDF-1.4\\n"; table = b"xref\\n0 6\\n0000000000 65535 f \\n"
            for number, part in enumerate(parts, 1):
                table += b"%010d 00000 n \\n" % len(text)
                text += b"%d 0 obj\\n" % number + part + b"\\nendobj\\n"
            out.write(text + table + b"trailer\\n<</Size 6/Root 1 0 R>>\\nstartxref\\n%d\\n%%%%EOF\\n" % len(text))
            """
        )
        #expect(bytes.count < 500_000)
        var limits = FormatLimits()
        limits.memoryBytes = 128 << 20
        #expect(await documentFailure(bytes, "bomb.pdf", limits)?.reason == .tooMuchMemory)
    }

    @Test("a document of more text than may be read stops at that limit")
    func output() async throws {
        var limits = FormatLimits()
        limits.outputBytes = 10_000
        let page = (0..<40).map { SampleDocument.line("words of line \($0)", y: 750 - 14 * $0) }.joined()
        #expect(
            await documentFailure(SampleDocument.pdf(pages: Array(repeating: page, count: 50)), "a.pdf", limits)?.reason
                == .tooLarge
        )
    }

    @Test("without pdftotext, what to install is told")
    func missing() async throws {
        var reader = FormatReader()
        reader.programs.pdftotext = nil
        let error = await #expect(throws: FormatError.self) { try await reader.read([], named: "a.pdf") }
        #expect(error?.reason == .programMissing)
        #expect(error?.description.contains("apt-get install poppler-utils") == true)
        #expect(reader.programs.missing.map(\.package).contains("poppler-utils"))
    }
}
