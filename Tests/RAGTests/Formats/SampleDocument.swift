import Processes
import SystemPackage
import Testing

@testable import RAG

/// Documents made for a test.
enum SampleDocument {
    /// A document that pandoc writes from Markdown.
    static func written(_ markdown: String, to format: String) async throws -> [UInt8] {
        let pandoc = try #require(Program.find("pandoc"))
        let outcome = try await pandoc.run(
            ["--from", "markdown", "--to", format, "--standalone", "--output", "-"],
            input: Array(markdown.utf8)
        )
        try #require(outcome.succeeded, "\(outcome.errorOutput)")
        return outcome.output
    }

    /// What a script of Python writes to its standard output.
    static func python(_ script: String) async throws -> [UInt8] {
        let outcome = try await Program(path: "/usr/bin/python3").run(
            ["-c", "import sys, io, zipfile, json, zlib\nout = sys.stdout.buffer\n" + script],
            limits: ProgramLimits(outputBytes: 100 << 20)
        )
        try #require(outcome.succeeded, "\(outcome.errorOutput)")
        return outcome.output
    }

    /// A PDF document of pages, each the instructions that draw it.
    ///
    /// - Parameters:
    ///   - more: Objects from number 4 on, after the catalogue, the pages' tree and the font.
    ///   - trailer: Entries of the trailer.
    static func pdf(pages: [String], more: [String] = [], trailer: String = "") -> [UInt8] {
        let first = 4 + more.count
        let kids = pages.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
        var objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[\(kids)]/Count \(pages.count)>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
        objects += more
        for (index, content) in pages.enumerated() {
            objects.append(
                """
                <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents \(first + 2 * index + 1) 0 R\
                /Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>
                """
            )
            objects.append("<</Length \(content.utf8.count)>>\nstream\n\(content)\nendstream")
        }
        var text = "%PDF-1.4\n"
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let offset = String(text.utf8.count)
            table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += table + "trailer\n<</Size \(objects.count + 1)/Root 1 0 R\(trailer)>>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }

    /// The instructions that draw a line of text on a page of a PDF document.
    static func line(_ text: String, x: Int = 50, y: Int = 700) -> String {
        "BT /F 10 Tf \(x) \(y) Td (\(text)) Tj ET\n"
    }
}

/// Reads a file; its name ends like the format.
func readDocument(_ bytes: [UInt8], _ name: String, _ limits: FormatLimits = FormatLimits()) async throws -> ReadFile {
    try await FormatReader(limits: limits).read(bytes, named: name)
}

func readDocument(_ text: String, _ name: String) async throws -> ReadFile {
    try await readDocument(Array(text.utf8), name)
}

/// The error that reading a file throws.
func documentFailure(_ bytes: [UInt8], _ name: String, _ limits: FormatLimits = FormatLimits()) async -> FormatError? {
    await #expect(throws: FormatError.self) { try await readDocument(bytes, name, limits) }
}
