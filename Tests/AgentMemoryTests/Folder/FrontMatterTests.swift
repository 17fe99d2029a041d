import TestSupport
import Testing

@testable import AgentMemory

@Suite("Front matter")
struct FrontMatterTests {
    private let mark = FileMark(folder: "00112233445566aa", base: "9f86d081884c7d65", memories: [3, 5])

    private func file(_ text: String) throws -> MarkdownFile { try MarkdownFile(Array(text.utf8)) }

    private func marked(_ text: String) throws -> String {
        TextLine.joined(try file(text).frontMatter?.marked(mark) ?? [])
    }

    @Test("the mark is one line, and is read again")
    func oneLine() throws {
        let text = TextLine.joined(FrontMatter.lines(of: mark, .lineFeed))
        #expect(
            text == "---\nmemory_bank: {folder: 00112233445566aa, base: 9f86d081884c7d65, memories: [3, 5]}\n---\n"
        )
        #expect(try file(text).frontMatter?.mark == mark)
        #expect(try file(text).frontMatter?.isOurs == true)
    }

    @Test("all else in it is kept byte for byte")
    func kept() throws {
        let line = mark.line
        #expect(
            try marked("---\ntitle:  'x'  # note\n\ntags: [a,b]\n---\n")
                == "---\ntitle:  'x'  # note\n\ntags: [a,b]\n\(line)\n---\n"
        )
        #expect(
            try marked("---\r\na: 1\r\nmemory_bank: {folder: x}\r\nb: 2\r\n...\r\n")
                == "---\r\na: 1\r\n\(line)\r\nb: 2\r\n...\r\n"
        )
        let block =
            "---\na: 1\nmemory_bank:\n  folder: 00112233445566aa\n  base: 9f86d081884c7d65\n  memories:\n  - 3\n  - 5\n\nb: 2\n---\n"
        #expect(try file(block).frontMatter?.mark == mark)
        #expect(try marked(block) == "---\na: 1\n\(line)\n\nb: 2\n---\n")
        #expect(try marked("---\n---\n") == "---\n\(line)\n---\n")
    }

    @Test("a text between two rules is no front matter")
    func none() throws {
        #expect(try file("---\nSome text.\n---\n# A\na\n").frontMatter == nil)
        #expect(try file("---\n- a\n- b\n---\n").frontMatter == nil)
        #expect(try file("---\nnever closed\n").frontMatter == nil)
        #expect(try file(" ---\na: 1\n---\n").frontMatter == nil)
    }

    @Test(
        "what cannot be read safely, or not at all, is kept and not marked",
        arguments: [
            "a: [", "a: b: c", "\ta: 1", "a: &x [1]\nb: *x", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]", "a: !!binary x",
            "a: 1\na: 2", "{a: 1}", "'x: 1", "a: \"never closed", "a: |\n  'x\nb: &y [1]\nc: *y", "? &a x\n: *a",
            "{\"a\":&b x, \"c\":*b}",
            "%YAML 9.9",
        ]
    )
    func unreadable(yaml: String) throws {
        let text = "---\n\(yaml)\n---\n# A\na\n"
        let matter = try #require(try file(text).frontMatter)
        #expect(!matter.canBeMarked)
        #expect(TextLine.joined(matter.marked(mark)) == "---\n\(yaml)\n---\n")
    }

    @Test("bombs and depths are refused at once")
    func bombs() throws {
        let deep = String(repeating: "[", count: 20_000)
        #expect(try file("---\na: \(deep)\n---\n").frontMatter?.canBeMarked == false)
        let nested = String(repeating: "- ", count: 20_000)
        #expect(try file("---\n\(nested)x\n---\n").frontMatter?.canBeMarked == false)
        let keys = String(repeating: "? ", count: 20_000)
        #expect(try file("---\n\(keys)x\n---\n").frontMatter?.canBeMarked == false)
        let stairs = (0..<300).map { String(repeating: " ", count: $0) + "k:" }.joined(separator: "\n")
        _ = try file("---\n\(stairs)\n---\n")
        let lines = (0..<9_000).map { "a\($0): 1" }.joined(separator: "\n")
        #expect(throws: MarkdownFlaw.longFrontMatter(limit: 65_536)) { try file("---\n\(lines)\n---\n") }
        #expect(try file("---\n" + String(repeating: "text\n", count: 50_000)).frontMatter == nil)
        let many = (0..<3_000).map { "a\($0): 1" }.joined(separator: "\n")
        #expect(try file("---\n\(many)\n---\n").frontMatter?.canBeMarked == true)
    }

    @Test(
        "a mark of somebody else's making is none",
        arguments: [
            "memory_bank: 1", "memory_bank: {folder: [x], base: 9f86d081884c7d65}",
            "memory_bank: {folder: 00112233445566AA, base: 9f86d081884c7d65}",
            "memory_bank: {folder: ../../../../x, base: 9f86d081884c7d65, memories: [1]}",
        ]
    )
    func foreign(yaml: String) throws {
        let matter = try #require(try file("---\n\(yaml)\n---\n").frontMatter)
        #expect(matter.mark == nil)
        #expect(TextLine.joined(matter.marked(mark)) == "---\n\(mark.line)\n---\n")
    }

    @Test("numbers that are no ids are left out")
    func ids() throws {
        let text =
            "---\nmemory_bank: {folder: 00112233445566aa, base: 9f86d081884c7d65, memories: [3, x, 99999999999, [1], -1, 5]}\n---\n"
        #expect(try file(text).frontMatter?.mark?.memories == [3, -1, 5])
    }

    @Test("any bytes are read or refused, and never stop the process")
    func anyBytes() throws {
        var generator = SeededGenerator(seed: 8)
        let pieces = [
            "a: ", "&x ", "*x", "[", "]", "{", "}", ",", "\n", "  ", "- ", "? ", ": ", "'", "\"", "\\", "|\n", ">", "#",
            "!", "%", "memory_bank: ", "é", "\u{85}", "\u{2028}", "\t", "\u{1}", "---\n", "...",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...25, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }
            .joined()
            let whole = "---\n\(text)\n---\nbody\n"
            let file = try? file(whole)
            if let file { #expect(file.bytes == Array(whole.utf8)) }
        }
    }
}
