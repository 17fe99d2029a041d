import Testing

@testable import RAG

@Suite("Formats by name and content")
struct FormatTests {
    @Test(
        "a name tells the format",
        arguments: [
            ("a.md", .markdown), ("dir.x/A.MARKDOWN", .markdown), ("a.txt", .plainText), ("a.log", .plainText),
            ("README", .plainText), ("a.rst", .restructuredText), ("a.org", .org), ("a.tex", .latex), ("a.htm", .html),
            ("a.xhtml", .html), ("a.docx", .docx), ("a.odt", .odt), ("a.epub", .epub), ("a.rtf", .rtf),
            ("a.ipynb", .notebook), ("a.pdf", .pdf), ("a.csv", .separatedValues), ("a.tsv", .separatedValues),
            ("a.json", .json), ("a.geojson", .json), ("a.jsonl", .jsonLines), ("a.ndjson", .jsonLines),
            ("a.yaml", .code),
            ("a.toml", .code), ("a.ini", .code), ("a.xml", .code), ("a.swift", .code), ("a.tar.py", .code),
            ("src/Makefile", .code), ("Dockerfile", .code), ("CMakeLists.txt", .code), (".gitignore", .code),
        ] as [(String, Format)]
    )
    func name(name: String, format: Format) {
        #expect(Format(name: name) == format)
    }

    @Test(
        "a name may tell nothing",
        arguments: ["", "a", "a.", "a.unknown", "txt", ".md", "pdf", "a/.txt", "/", "ü.ß"]
    )
    func noName(name: String) {
        #expect(Format(name: name) == nil)
    }

    @Test("the content tells the format where the name does not")
    func content() async throws {
        let html = "\u{FEFF}\n <!DOCTYPE\n HTML><title>T</title><p>text"
        #expect(try await readDocument(html, "page").format == .html)
        #expect(Format(content: Array("<HTML lang=en>".utf8)) == .html)
        #expect(Format(content: Array(#"{\rtf1 text}"#.utf8)) == .rtf)
        #expect(Format(content: Array("{\n \"cells\" : []}".utf8)) == .notebook)
        #expect(Format(content: SampleDocument.pdf(pages: [SampleDocument.line("x")])) == .pdf)
        for (name, format) in [("docx", Format.docx), ("odt", .odt), ("epub", .epub)] {
            #expect(Format(content: try await SampleDocument.written("text", to: name)) == format)
        }
        for text in ["", "text", "{", "<", "PK", "<!doctype", #"{"a": 1}"#] {
            #expect(Format(content: Array(text.utf8)) == nil)
        }
        #expect(try await readDocument("just words", "notes.unknown").format == .plainText)
    }

    @Test("what is no text is refused, whatever its name")
    func binary() async throws {
        let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + (0..<200).map { UInt8($0 * 37 & 0xFF) }
        #expect(await documentFailure(elf, "program.txt")?.reason == .binary)
        #expect(await documentFailure(elf, "program.txt")?.description.contains("(ELF)") == true)
        #expect(await documentFailure([UInt8](repeating: 0, count: 1000), "zeros.log")?.reason == .binary)
        #expect(
            await documentFailure((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }, "x")?.reason
                == .binary
        )
        #expect(
            await documentFailure(SampleDocument.pdf(pages: []), "paper.txt")?.description.contains("a PDF document")
                == true
        )
        #expect(await documentFailure(try await SampleDocument.written("x", to: "docx"), "x.md")?.reason == .binary)
        #expect(
            await documentFailure([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "x.html")?.reason == .binary
        )
    }

    @Test(
        "a text that begins with the letters of another kind of file is a text",
        arguments: ["BZh", "ID3 ü", "GIF8", "RIFF"]
    )
    func lookalike(start: String) async throws {
        #expect(try await readDocument(start + " is a name", "notes.txt").source.text == start + " is a name")
    }

    @Test("a format that is not read says what to save it as")
    func unsupported() async throws {
        let error = await documentFailure([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "old.doc")
        #expect(error?.reason == .unsupported)
        #expect(error?.description == "old.doc cannot be read: .doc files are not read. Save it as DOCX.")
        #expect(try await readDocument("-----BEGIN KEY-----", "server.key").format == .plainText)
        #expect(try await readDocument(#"{\rtf1 text}"#, "letter.doc").format == .rtf)
        #expect(try await readDocument(try await SampleDocument.written("x", to: "docx"), "new.doc").format == .docx)
        let sheet = try await SampleDocument.python(
            """
            sheet = io.BytesIO()
            with zipfile.ZipFile(sheet, "w") as archive: archive.writestr("xl/workbook.xml", "x")
            out.write(sheet.getvalue())
            """
        )
        #expect(await documentFailure(sheet, "a.xlsx")?.message == ".xlsx files are not read. Save it as CSV.")
        #expect(await documentFailure(sheet, "a")?.reason == .binary)
    }

    @Test("sizes are told in kB and MB, rounded up, however large")
    func megabytes() {
        #expect(
            [0, 1, 1024, 1025, 1 << 20, (1 << 20) + 1].map(\.inMegabytes) == [
                "0 kB", "1 kB", "1 kB", "2 kB", "1 MB", "2 MB",
            ]
        )
        #expect(Int.max.inMegabytes == "8796093022208 MB")
    }

    @Test("a file may be as large as the limit and no larger")
    func size() async throws {
        let limits = FormatLimits(inputBytes: 4)
        #expect(try await readDocument(Array("text".utf8), "a.txt", limits).source.text == "text")
        #expect(await documentFailure(Array("texts".utf8), "a.txt", limits)?.reason == .tooLarge)
    }

    @Test("what is left as it is", arguments: ["a.txt", "a.md", "a.csv", "a.json", "a.jsonl", "a.py", "a.yaml"])
    func untouched(name: String) async throws {
        let text = "\u{FEFF}a,\"b\"\r\n\t{\"c\": 1}\r\r\n  e\u{301} 🙂\u{C}\n"
        let file = try await readDocument(text, name)
        #expect(file.source.text == "a,\"b\"\n\t{\"c\": 1}\n\n  e\u{301} 🙂\u{C}\n")
        #expect(
            file.source.text.unicodeScalars.elementsEqual("a,\"b\"\n\t{\"c\": 1}\n\n  e\u{301} 🙂\u{C}\n".unicodeScalars)
        )
        #expect(file.source.structure == Format(name: name)?.structure)
        #expect(file.notes.isEmpty)
    }

    @Test("an empty file is an empty text, or no document at all")
    func empty() async throws {
        for name in ["a.txt", "a.md", "a", "a.json", "a.html", "a.rst"] {
            let text = try await readDocument([], name).source.text
            #expect(text.allSatisfy { $0.isWhitespace })
        }
        for name in ["a.docx", "a.odt", "a.epub", "a.pdf", "a.ipynb"] {
            #expect(await documentFailure([], name)?.reason == .damaged)
        }
    }

    @Test("a Markdown text's title is that of its front matter, else its first heading")
    func title() {
        let titles: [(String, String?)] = [
            ("---\ntags: x\ntitle: \"A: b\"\n---\n# C", "A: b"), ("text\n\n# A *b* `c` ##\n", "A b c"),
            ("### C#\n", "C#"),
            ("```\n# no\n```\n## Yes", "Yes"), ("~~~~\n~~~\n# no\n~~~~\n# yes", "yes"), ("Under\n===\n", "Under"),
            ("#hashtag\n#\n", nil), ("", nil), ("a\n\n---\n\nb", nil), ("| a |\n|---|\n", nil), ("---\nno end", nil),
            ("- a\n---\n", nil), ("# ", nil),
        ]
        for (text, title) in titles { #expect(MarkdownTitle.find(in: text) == title, "\(text)") }
    }
}
