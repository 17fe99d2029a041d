import Processes
import SystemPackage
import Testing

@testable import RAG

@Suite("Documents read by pandoc", .enabled(if: Program.find("pandoc") != nil))
struct PandocTests {
    private static let markdown = """
        ---
        title: Über *things*
        ---

        # Head

        Some **bold** text, a [link](https://example.org/) and `code`.

        - one
        - two

        | a | b   |
        |---|-----|
        | 1 | 2 3 |
        """

    @Test(
        "headings, emphasis, links, lists and tables arrive as Markdown, the title apart",
        arguments: ["docx", "odt", "epub", "html", "rst", "org", "latex", "ipynb"]
    )
    func all(format: String) async throws {
        let ending = format == "latex" ? "tex" : format
        let file = try await readDocument(try await SampleDocument.written(Self.markdown, to: format), "a.\(ending)")
        let text = file.source.text
        #expect(text.contains("# Head\n"))
        #expect(text.contains("[link](https://example.org/)"))
        #expect(text.contains("**bold**"))
        #expect(text.contains("-   one\n") || text.contains("- one\n"))
        #expect(text.contains { $0 == "|" })
        #expect(text.contains("2 3"))
        #expect(!text.contains("<"))
        // Pandoc's readers of these two look for no title.
        if !["ipynb", "odt"].contains(format) { #expect(file.source.title == "Über things") }
        #expect(file.source.structure == .markdown)
        #expect(file.notes.isEmpty)
    }

    @Test("RTF arrives with its text")
    func rtf() async throws {
        let file = try await readDocument(
            #"{\rtf1\ansi{\info{\title My title}}\b bold\b0  text\par next \'fc}"#,
            "a.rtf"
        )
        #expect(file.source.text == "**bold** text\n\nnext ü\n")
        #expect(file.source.title == "My title")
    }

    @Test("scripts, styles, comments, pictures and embedded data of HTML are not in its text")
    func html() async throws {
        let page = """
            <!doctype html><html><head><title>My &amp;
            title</title><style>p { color: red }</style><script>alert("evil")</script></head><body onload="evil()">
            <h1 id="x">Head</h1><!-- evil --><script type="module">evil()</script><template>t</template>
            <p>one <img src="data:image/png;base64,AAAA" alt="a cat"> two <img src="x.png"></p>
            <svg><style>.evil{}</style><text>evil</text></svg><a href=" DATA:text/html,evil">link</a>
            <div class="c"><span style="evil">inside</span></div><iframe src="evil"></iframe>
            <pre><code class="language-py">x = "![a](b) &lt;script&gt;"</code></pre></body></html>
            """
        let file = try await readDocument(page, "page.html")
        #expect(file.source.title == "My & title")
        let text = file.source.text
        for word in ["evil", "color", "data:", "DATA:", "AAAA", "x.png", "class", "style", "<div", "<span"] {
            #expect(!text.contains(word), "\(word) in \(text)")
        }
        for words in ["# Head", "one a cat two", "link", "inside", "x = \"![a](b) <script>\""] {
            #expect(text.contains(words), "\(words) not in \(text)")
        }
    }

    @Test("tables that Markdown cannot express keep their text, a line to a cell")
    func tables() async throws {
        let page = """
            <table><tr><td><p>a</p><p>b</p></td><td><ul><li>x</li><li>y<br>z</li></ul></td></tr>
            <tr><td colspan="2">wide</td></tr><tr><td rowspan=2><blockquote>q</blockquote></td><td>1</td></tr>
            <tr><td><table><tr><td>inner</td><td>2</td></tr></table></td></tr></table>
            """
        let text = try await readDocument(page, "a.html").source.text
        #expect(!text.contains("[TABLE]"))
        #expect(!text.contains("<"))
        let rows = text.split(separator: "\n").map { $0.split(separator: "|").map { $0.filter { $0 != " " } } }
        #expect(rows.contains(["ab", "xyz"]), "\(text)")
        #expect(rows.contains { $0.first == "wide" }, "\(text)")
        #expect(text.contains("inner"))
    }

    @Test("the title is that of the metadata, else the first heading, else none")
    func title() async throws {
        #expect(try await readDocument("<h2>Head</h2><p>x", "a.html").source.title == "Head")
        #expect(try await readDocument("<p>x", "a.html").source.title == nil)
        #expect(try await readDocument("Title\n=====\n\ntext\n", "a.rst").source.title == "Title")
    }

    @Test("pages in Latin-1 and UTF-16 are read, and the encoding told where it was guessed")
    func encodings() async throws {
        let latin = Array("<meta charset=iso-8859-1><p>Gr".utf8) + [0xFC, 0xDF] + Array("e".utf8)
        let file = try await readDocument(latin, "a.html")
        #expect(file.source.text == "Grüße\n")
        #expect(file.notes.count == 1)
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in "<p>Grüße".utf16 { wide += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(try await readDocument(wide, "a.html").source.text == "Grüße\n")
    }

    @Test("a notebook gives its texts, programs and results, not its pictures")
    func notebook() async throws {
        let bytes = try await SampleDocument.python(
            """
            cells = [
                {"cell_type": "markdown", "metadata": {}, "source": ["# My notebook\\n", "about *it*"]},
                {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": "plot(x)", "outputs": [
                    {"output_type": "stream", "name": "stdout", "text": "said\\n"},
                    {"output_type": "execute_result", "execution_count": 1, "metadata": {},
                     "data": {"text/plain": "the plain result", "text/html": "<b>the html</b>"}},
                    {"output_type": "display_data", "metadata": {}, "data": {"image/png": "QUJD" * 2_000_000}}]}]
            out.write(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode())
            """
        )
        let file = try await readDocument(bytes, "a.ipynb")
        #expect(file.source.title == "My notebook")
        for words in ["about *it*", "plot(x)", "said", "the plain result"] { #expect(file.source.text.contains(words)) }
        for words in ["QUJD", "<b>", "data:", ":::"] { #expect(!file.source.text.contains(words)) }
        #expect(file.source.text.utf8.count < 1000)
    }

    @Test("a document reads no other file, neither included nor linked")
    func sandbox() async throws {
        let secret = "/etc/hostname"
        for (text, name) in [
            ("\\input{\(secret)}\\include{\(secret)}\\verbatiminput{\(secret)} rest", "a.tex"),
            (".. include:: \(secret)\n\nrest\n\n.. csv-table::\n   :file: \(secret)\n", "a.rst"),
            ("#+INCLUDE: \"\(secret)\"\n\nrest\n", "a.org"),
            ("<iframe src=\"file://\(secret)\"></iframe>rest", "a.html"),
        ] {
            let host = try await Program(path: "/bin/cat").run([secret]).output
            let content = try await readDocument(text, name).source.text
            #expect(content.contains("rest"), "\(name): \(content)")
            #expect(!content.contains(String(decoding: host, as: UTF8.self).split(separator: "\n").first ?? "\0"))
        }
    }

    @Test("without pandoc, what to install is told")
    func missing() async throws {
        var reader = FormatReader()
        #expect(reader.programs.missing.allSatisfy { $0.name != "pandoc" })
        reader.programs.pandoc = nil
        let error = await #expect(throws: FormatError.self) { try await reader.read([], named: "a.docx") }
        #expect(error?.reason == .programMissing)
        #expect(error?.description.contains("apt-get install pandoc") == true)
        #expect(reader.programs.missing.map(\.name) == ["pandoc"])
        #expect(reader.programs.missing[0].description.contains("HTML, DOCX, ODT, EPUB, RTF"))
        #expect(try await reader.read(Array("x".utf8), named: "a.md").source.text == "x")
    }
}
