/// Makes bad messages of good ones.
package struct Mutator {
    private var random: SeededGenerator

    package init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let tokens: [[UInt8]] = [
        "null", "true", "1e999", "-0", "1.0", "01", "9223372036854775808", "{}", "[]", "{", "}", "[", "]", "\"", "\\",
        "\\ud800", "\\u0000", ",", ":", "\"id\":", "\"id\":1,", "\"method\":", "\"_meta\":", "\"params\":", "[[[[[[[[",
        "{\"a\":{\"a\":{\"a\":", "\u{FEFF}", "\u{2028}", "io.modelcontextprotocol/protocolVersion", "2026-07-28",
        "progressToken", "initialize", "tools/call", "ping", "cursor", "\r", "\t", " ",
    ].map { Array($0.utf8) }

    /// One of the messages with one to four things done to it; never holds a line feed.
    package mutating func mutation(of corpus: [[UInt8]]) -> [UInt8] {
        var line = pick(corpus)
        for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&line, corpus) }
        return line.filter { $0 != UInt8(ascii: "\n") }
    }

    private mutating func mutate(_ line: inout [UInt8], _ corpus: [[UInt8]]) {
        let place = Int.random(in: 0...line.count, using: &random)
        let range = place..<min(line.count, place + Int.random(in: 0...12, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: if place < line.count { line[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        case 1: line.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: line.removeSubrange(range)
        case 3: line.insert(contentsOf: line[range], at: place)
        case 4: line.replaceSubrange(range, with: pick(Self.tokens))
        case 5: line.insert(contentsOf: pick(Self.tokens), at: place)
        default: line.replaceSubrange(place..., with: pick(corpus).suffix(Int.random(in: 0...80, using: &random)))
        }
    }

    private mutating func pick(_ choices: [[UInt8]]) -> [UInt8] {
        choices[Int.random(in: choices.indices, using: &random)]
    }
}
