import Processes
import Testing

@testable import RAG

@Suite("Documents that do harm, or are broken", .enabled(if: Program.find("pandoc") != nil))
struct HostileDocumentTests {
    /// An archive with one entry of so many megabytes of spaces.
    private func bomb(_ name: String, megabytes: Int) async throws -> [UInt8] {
        try await SampleDocument.python(
            """
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
                with archive.open("\(name)", "w") as entry:
                    for _ in range(\(megabytes)): entry.write(b" " * (1 << 20))
            out.write(buffer.getvalue())
            """
        )
    }

    @Test(
        "an archive that says that it unpacks to too much is refused before it is unpacked",
        arguments: ["docx", "odt", "epub"]
    )
    func bomb(ending: String) async throws {
        let bytes = try await bomb("word/document.xml", megabytes: 20)
        let error = await documentFailure(bytes, "bomb.\(ending)")
        #expect(error?.reason == .tooLarge)
        #expect(error?.message.contains("to 20 MB") == true)
        // Without a name to tell, too.
        #expect(await documentFailure(bytes, "bomb")?.reason == .tooLarge)
    }

    /// A document with 200 MB in it, whose directory says of each entry that it unpacks to so much.
    private func liar(_ filling: String, says size: String) async throws -> [UInt8] {
        let honest = try await SampleDocument.written("words", to: "docx").map(String.init).joined(separator: ",")
        return try await SampleDocument.python(
            """
            source = zipfile.ZipFile(io.BytesIO(bytes([\(honest)])))
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
                for item in source.infolist():
                    content = source.read(item)
                    if item.filename == "word/document.xml":
                        start = content.index(b"<w:body>") + len(b"<w:body>")
                        filling = b"\(filling)" * (200_000_000 // \(filling.utf8.count))
                        content = content[:start] + filling + content[start:]
                    archive.writestr(item.filename, content)
            data = bytearray(buffer.getvalue())
            place = -1
            while (place := data.find(b"PK\\x01\\x02", place + 1)) >= 0:
                packed = int.from_bytes(data[place + 20:place + 24], "little")
                data[place + 24:place + 28] = (\(size)).to_bytes(4, "little")
            out.write(data)
            """
        )
    }

    @Test("an archive that says that it holds less than it does is refused before it is unpacked")
    func contradiction() async throws {
        let error = await documentFailure(try await liar(" ", says: "100"), "bomb.docx")
        #expect(error?.reason == .damaged)
        #expect(error?.message.contains("ZIP") == true)
    }

    @Test("an archive whose lie cannot be seen ends with an error within the limits", arguments: [" ", "<w:p/>"])
    func liar(filling: String) async throws {
        let bytes = try await liar(filling, says: "packed")
        #expect(try ZipDirectory(bytes).unpackedBytes < 1 << 20)
        var limits = FormatLimits()
        limits.memoryBytes = 256 << 20
        let error = await documentFailure(bytes, "bomb.docx", limits)
        #expect(error?.reason == .tooMuchMemory, "\(String(describing: error))")
    }

    @Test("a document that needs too much memory is refused with that reason")
    func memory() async throws {
        var limits = FormatLimits()
        limits.memoryBytes = 16 << 20
        let page = String(repeating: "<p>some <b>words</b> and <i>more</i></p>\n", count: 20_000)
        #expect(await documentFailure(Array(page.utf8), "a.html", limits)?.reason == .tooMuchMemory)
    }

    @Test("a document that takes too long is refused with that reason")
    func time() async throws {
        var limits = FormatLimits()
        limits.time = .milliseconds(50)
        let page = String(repeating: "<p>some <b>words</b> and <i>more</i></p>\n", count: 100_000)
        let error = await documentFailure(Array(page.utf8), "a.html", limits)
        #expect(error?.reason == .tooSlow)
        #expect(error?.description.contains("a.html") == true)
    }

    @Test("a document whose text is too long is refused with that reason")
    func output() async throws {
        var limits = FormatLimits()
        limits.outputBytes = 1000
        #expect(
            await documentFailure(Array("<p>\(String(repeating: "x", count: 1000))".utf8), "a.html", limits)?.reason
                == .tooLarge
        )
    }

    @Test("what is no such document is refused as damaged", arguments: ["docx", "odt", "epub", "ipynb"])
    func damaged(ending: String) async throws {
        #expect(await documentFailure(Array("no document".utf8), "a.\(ending)")?.reason == .damaged)
        let whole = try await SampleDocument.written("some words", to: ending)
        #expect(await documentFailure(Array(whole.prefix(whole.count / 2)), "a.\(ending)")?.reason == .damaged)
        if ending != "ipynb" {
            let empty = try await SampleDocument.python(
                "b = io.BytesIO()\nwith zipfile.ZipFile(b, 'w') as z: z.writestr('x', 'y')\nout.write(b.getvalue())"
            )
            #expect(await documentFailure(empty, "a.\(ending)")?.reason == .damaged)
        }
    }

    @Test("deeply nested HTML does no harm")
    func nesting() async throws {
        var limits = FormatLimits()
        limits.time = .seconds(20)
        let page = String(repeating: "<div><b>", count: 2000) + "words"
        do {
            #expect(try await readDocument(Array(page.utf8), "a.html", limits).source.text.contains("words"))
        } catch let error as FormatError {
            #expect([.tooSlow, .tooMuchMemory, .damaged].contains(error.reason))
        }
    }
}
