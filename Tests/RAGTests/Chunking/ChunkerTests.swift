import TestSupport
import Testing

@testable import RAG

@Suite("Cutting texts into chunks")
struct ChunkerTests {
    private let long = (1...30).map { "word\($0)" }.joined(separator: " ")

    @Test("a chunk carries the headings above it, and a heading is never at its end")
    func headings() async throws {
        let text = "# One\n\n\(long)\n\n## Two ##\n\n\(long)\n\nThree\n=====\n\n\(long)"
        let cut = try await chunks(text, .markdown)
        #expect(Set(cut.map(\.headings)) == [["One"], ["One", "Two"], ["Three"]])
        for chunk in cut {
            #expect(!["# One", "## Two ##", "====="].contains { chunk.text.hasSuffix($0) }, "\(chunk.text)")
        }
    }

    @Test("a heading in fenced code is none")
    func fences() async throws {
        let cut = try await chunks("# Real\n\n```\n# comment\n```\n\n~~~sh\n## other\n~~~", .markdown)
        #expect(cut.map(\.headings) == [["Real"]])
    }

    @Test("front matter is no heading")
    func frontMatter() async throws {
        let cut = try await chunks("---\ntitle: Kiln\n---\n\n# Kiln\n\nIt is hot.", .markdown)
        #expect(cut.map(\.text).joined(separator: "|").contains("title: Kiln"))
        #expect(cut.last?.headings == ["Kiln"])
    }

    @Test("tiny sections share a chunk, under the headings that they have in common")
    func tiny() async throws {
        let cut = try await chunks("# Terms\n\n## A\n\nOne.\n\n## B\n\nTwo.\n\n## C\n\nThree.", .markdown)
        #expect(cut.count == 1)
        #expect(cut[0].headings == ["Terms"])
    }

    @Test("a table that does not fit repeats its header")
    func tables() async throws {
        let rows = (1...12).map { "| clay \($0) | \($0) euros |" }
        let text = "| name | price |\n|---|---|\n" + rows.joined(separator: "\n")
        let cut = try await chunks(text, .markdown)
        #expect(cut.count > 2)
        for chunk in cut {
            #expect(chunk.text.hasPrefix("| name | price |\n|---|---|"))
            #expect(slice(text, chunk.range) == chunk.text.dropHeader(of: chunk, in: text))
        }
    }

    @Test("a table that fits stays whole")
    func wholeTable() async throws {
        let text = "\(long)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"
        let cut = try await chunks(text, .markdown)
        #expect(cut.contains { $0.text.contains("| a | b |") && $0.text.contains("| 3 | 4 |") })
    }

    @Test("records of comma-separated values keep the header, and quoted fields their lines")
    func records() async throws {
        let text = "name,note\n" + (1...9).map { "n\($0),\"first line\nsecond line \($0)\"" }.joined(separator: "\n")
        let cut = try await chunks(text, .table)
        #expect(cut.count > 1)
        for chunk in cut {
            #expect(chunk.text.hasPrefix("name,note"))
            #expect(chunk.text.count { $0 == "\"" }.isMultiple(of: 2))
        }
    }

    @Test("code is cut before what is least indented")
    func code() async throws {
        let function = { (name: String) in "def \(name)(a, b):\n    c = a + b\n    d = c * c\n\n    return c + d" }
        let text = ["one", "two", "three", "four"].map(function).joined(separator: "\n\n\n")
        let cut = try await chunks(text, .code)
        #expect(cut.count > 1)
        for chunk in cut { #expect(chunk.text.hasPrefix("def ")) }
    }

    @Test("JSON is cut between the elements of the outermost array")
    func json() async throws {
        let elements = (1...12).map { "{\"id\": \($0), \"tags\": [\"a,b\", \"c\"]}" }
        let cut = try await chunks("[\(elements.joined(separator: ", "))]", .json)
        #expect(cut.count > 1)
        for chunk in cut.dropFirst() { #expect(chunk.text.hasPrefix("{\"id\"")) }
    }

    @Test("a value a line stays whole")
    func jsonLines() async throws {
        let lines = (1...12).map { "{\"number\": \($0), \"name\": \"line \($0)\"}" }
        let cut = try await chunks(lines.joined(separator: "\n"), .jsonLines)
        #expect(cut.flatMap { $0.text.split(separator: "\n").map(String.init) } == lines)
    }

    @Test("no chunk is on two pages, and each knows its page")
    func pages() async throws {
        let cut = try await chunks("First page. \(long)\u{0C}\u{0C}Third page.\u{0C}", .pages)
        #expect(Set(cut.compactMap(\.page)) == [1, 3])
        #expect(cut.last?.text == "Third page.")
        #expect(!cut.contains { $0.text.contains("\u{0C}") })
    }

    @Test("sentences are whole where they fit, abbreviations end none, and lines at a margin are no sentences")
    func sentences() async throws {
        let text = """
            Dr. Ada Byron wrote the first program of all, e.g. one for
            Bernoulli numbers, in the year 1843 for Mr. Babbage's engine.
            It was never run, since the engine was never built at all.
            """
        let cut = try await chunks(text, .plain, tokens: 30)
        #expect(cut.count == 2)
        #expect(cut[1].text.hasPrefix("It was never run"))
    }

    @Test("a parent is made of whole chunks, holds its own, and is no longer than it may be")
    func parents() async throws {
        let text = "# A\n\n" + (1...12).map { "Paragraph \($0). \(long)" }.joined(separator: "\n\n")
        let cut = try await chunks(text, .markdown)
        for chunk in cut {
            #expect(chunk.parent.contains(chunk.range.lowerBound) && chunk.range.upperBound <= chunk.parent.upperBound)
            let within = cut.filter { chunk.parent.overlaps($0.range) }
            #expect(within.allSatisfy { $0.parent == chunk.parent })
            #expect(within.reduce(0) { $0 + $1.tokens } <= 60)
        }
    }

    @Test("a change in one section leaves the chunks of others as they are")
    func edits() async throws {
        var generator = SeededGenerator(seed: 7)
        let sections = (0..<12).map { number in
            "## Section \(number)\n\n"
                + (0..<4).map { _ in Prose.words(Int.random(in: 20...60, using: &generator)) + "." }
                .joined(separator: "\n\n")
        }
        let before = try await chunks(sections.joined(separator: "\n\n"), .markdown)
        for _ in 0..<20 {
            let changed = Int.random(in: 0..<12, using: &generator)
            var edited = sections
            edited[changed] += "\n\n" + Prose.words(Int.random(in: 5...50, using: &generator))
            let after = try await chunks(edited.joined(separator: "\n\n"), .markdown)
            let others = { (cut: [Chunk]) in cut.filter { $0.headings != ["Section \(changed)"] }.map(\.text) }
            #expect(others(before) == others(after))
        }
    }
}

extension String {
    fileprivate func dropHeader(of chunk: Chunk, in text: String) -> String {
        guard let header = chunk.header else { return self }
        return String(dropFirst(slice(text, header).count + 1))
    }
}
