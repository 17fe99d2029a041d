import TestSupport
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Hostile arguments")
struct ToolHostileArgumentTests {
    private static let words = [
        "", "tea", "0", "-1", "1e400", "null", "true", "[]", "{}", "[1,", "{\"title\":\"a\"}", "a\u{0}b", "\u{FFFD}",
        "é\u{301}", "👩‍👩‍👧", String(repeating: "y", count: 200), "vector", "query", "title", "\u{202E}",
    ]

    private func value(_ random: inout SeededGenerator, depth: Int, names: [String]) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .int(Int64.random(in: -2...102, using: &random))
        case 3: return .int(Int64(bitPattern: random.next()))
        case 4: return .double(Double(bitPattern: random.next()))
        case 5, 6: return .string(Self.words.randomElement(using: &random) ?? "")
        case 7:
            return .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in
                    value(&random, depth: depth - 1, names: names)
                }
            )
        default: return .object(object(&random, depth: depth - 1, names: names))
        }
    }

    private func object(_ random: inout SeededGenerator, depth: Int, names: [String]) -> JSONObject {
        var members: JSONObject = [:]
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let name = (Bool.random(using: &random) ? names : Self.words).randomElement(using: &random) ?? ""
            members[name] = value(&random, depth: depth, names: names)
        }
        return members
    }

    private func tally<Input: ToolInput>(
        _: Input.Type,
        names: [String],
        seed: UInt64
    ) throws -> (decoded: Int, refused: Int) {
        let declaration = try InputDeclaration<Input>()
        var random = SeededGenerator(seed: seed)
        var tally = (decoded: 0, refused: 0)
        for _ in 0..<1_000 {
            let arguments = object(&random, depth: 4, names: names)
            do {
                _ = try declaration.decode(arguments)
                tally.decoded += 1
            } catch {
                let text = error.description
                #expect(
                    (names + ["unknown argument"]).contains { text.contains($0) } && text.utf8.count < 4_000,
                    "\(JSON.object(arguments)): \(text)"
                )
                tally.refused += 1
            }
        }
        return tally
    }

    @Test("arguments of any shape are decoded or refused with a text that names one of them", arguments: 1...4)
    func anyShape(seed: UInt64) throws {
        let search = try tally(
            Samples.Search.Input.self,
            names: ["query", "limit", "min_score", "mode", "filter"],
            seed: seed
        )
        #expect(search.decoded > 0 && search.refused > 0)
        let add = try tally(
            Samples.AddDocuments.Input.self,
            names: ["items", "place", "title", "content", "tags"],
            seed: seed
        )
        #expect(add.refused > 0)
        let everything = try tally(
            Samples.Everything.Input.self,
            names: [
                "any_value", "maybe_any", "flag", "maybe_flag", "count", "row", "size", "half", "pair", "modes", "rows",
                "objects",
                "metadata", "code",
            ],
            seed: seed
        )
        #expect(everything.decoded > 0 && everything.refused > 0)
    }
}
