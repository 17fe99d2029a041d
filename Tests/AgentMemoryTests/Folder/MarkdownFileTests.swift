import TestSupport
import Testing
import Text

@testable import AgentMemory

@Suite("Markdown files in their parts")
struct MarkdownFileTests {
    private func file(_ text: String) throws -> MarkdownFile { try MarkdownFile(Array(text.utf8)) }

    private func units(_ text: String) throws -> [String] { try file(text).units.filter(\.hasBody).map(\.text.string) }

    @Test(
        "headings divide a text, whatever their form and level",
        arguments: [
            ("# A\n\na\n\n## B\nb\n", ["# A\n\na", "## B\nb"]),
            ("before\n\n# A\na", ["before", "# A\na"]),
            ("A\n===\na\n\nB\n---\nb\n", ["A\n===\na", "B\n---\nb"]),
            ("two\nlines\n---\nb\n", ["two\nlines\n---\nb"]),
            ("# Only headings\n## And more\n", []),
            ("#no heading\n\n    # code\n####### seven\n", ["#no heading\n\n    # code\n####### seven"]),
            ("a\n\n---\n\nb\n", ["a\n\n---\n\nb"]),
            ("- item\n---\nb\n", ["- item\n---\nb"]),
            ("- item\nmore\n---\nb\n", ["- item\nmore\n---\nb"]),
            ("> quoted\n---\n", ["> quoted\n---"]),
            ("| a | b |\n|---|---|\n| 1 | 2 |\n", ["| a | b |\n|---|---|\n| 1 | 2 |"]),
        ]
    )
    func headings(text: String, expected: [String]) throws {
        #expect(try units(text) == expected)
    }

    @Test(
        "what looks like a heading in code, a comment or raw HTML is none",
        arguments: [
            "```sh\n# a\n```\n", "~~~\n# a\n```\n# b\n~~~~\n", "````\n```\n# a\n````\n", "<!--\n# a\n\n# b\n-->\n",
            "<pre>\n# a\n</pre>\n", "```\n# never closed\n\n# a\n", "  ```\n# a\n  ```\n", "<?php\n# a\n?>\n",
        ]
    )
    func hiddenHeadings(text: String) throws {
        #expect(try units("# H\n\n" + text).count == 1)
        #expect(try file("# H\n\n" + text).units.count == 1)
    }

    @Test("a comment on one line, and code inside a line, hide nothing")
    func oneLine() throws {
        #expect(try units("# A\n<!-- x -->\n# B\nb\n") == ["# A\n<!-- x -->", "# B\nb"])
        #expect(try units("# A\n```code``` here\n# B\nb\n").count == 2)
    }

    @Test(
        "a file is the same bytes again",
        arguments: [
            "", "\n", "no end", "# A\r\n\r\na\r\n", "\u{FEFF}# A\n", "---\ntitle: x\n---\n# A\na", "---\n---\n",
            "a\r\rb\r\n\n\r\n", "---\nnot front matter\n", "--- \ntitle: x\n---\n", "---\r\nk: v\r\n...\r\ntext\r\n",
        ]
    )
    func sameBytes(text: String) throws {
        #expect(try file(text).bytes == Array(text.utf8))
    }

    @Test("any text is the same bytes again, and its units hold each line once")
    func anyText() throws {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "# ", "## a", "---", "===", "\n", "\r\n", "\r", "```", "~~~", "<!--", "-->", "text", " ", "\t", "- ", "> ",
            "é", "\u{FEFF}", "k: v",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }
            .joined()
            let file = try file(text)
            #expect(file.bytes == Array(text.utf8))
            #expect(file.units.flatMap(\.lines) == Array(file.body.indices))
        }
    }

    @Test("what is no text in UTF-8, and a merge that is not resolved, are left alone")
    func flaws() throws {
        #expect(throws: MarkdownFlaw.notText) { try MarkdownFile([0xFF, 0xFE]) }
        #expect(throws: MarkdownFlaw.notText) { try MarkdownFile([0x61, 0, 0x62]) }
        #expect(throws: MarkdownFlaw.mergeMarkers) { try file("# A\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n") }
        #expect(try file("Title\n=======\n").units.count == 1)
    }
}
