import Foundation
import TestSupport

/// Corpora with questions, and the characters that answer them.
struct ChunkQuestions {
    struct Question {
        var text: String
        var corpus: String
        /// In characters (Unicode scalars) of the corpus.
        var answers: [Range<Int>]

        /// How much of the answers some parts of corpora hold.
        func recall(of parts: [(corpus: String, range: Range<Int>)]) -> Double {
            let wanted = Set(answers.joined())
            let held = parts.filter { $0.corpus == corpus }.map { Set($0.range) }
            return Double(wanted.filter { character in held.contains { $0.contains(character) } }.count)
                / Double(wanted.count)
        }
    }

    private struct Reference: Decodable {
        var start: Int
        var end: Int

        private enum CodingKeys: String, CodingKey {
            case start = "start_index"
            case end = "end_index"
        }
    }

    /// By their names.
    private(set) var corpora: [String: [Unicode.Scalar]] = [:]
    private(set) var questions: [Question] = []

    private static let folder: URL = {
        let shared =
            ProcessInfo.processInfo.environment["PADDLE_SHARED"].map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? BuildProducts.packageRoot.deletingLastPathComponent().appending(path: "shared")
        return shared.appending(path: "data/chunking")
    }()

    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    init() throws {
        let table = String(
            decoding: try Data(contentsOf: Self.folder.appending(path: "questions_df.csv")),
            as: UTF8.self
        )
        for row in Self.rows(of: table).dropFirst() where row.count == 3 {
            let references = try JSONDecoder().decode([Reference].self, from: Data(row[1].utf8))
            let answers = references.map { $0.start..<$0.end }
            questions.append(Question(text: row[0], corpus: row[2], answers: answers))
        }
        for name in Set(questions.map(\.corpus)) {
            let text = try Data(contentsOf: Self.folder.appending(path: "corpora/\(name).md"))
            corpora[name] = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
        }
    }

    /// Chunks of up to 800 characters, some 200 tokens, that end where a line or a sentence does, if one does.
    static func chunks(of text: [Unicode.Scalar]) -> [Range<Int>] {
        var chunks: [Range<Int>] = []
        var start = 0
        while start < text.count {
            var end = min(text.count, start + 800)
            if end < text.count {
                let ends = (start + 400..<end).filter {
                    text[$0] == "\n" || (text[$0] == " " && ".!?".unicodeScalars.contains(text[$0 - 1]))
                }
                end = ends.last.map { $0 + 1 } ?? end
            }
            chunks.append(start..<end)
            start = end
        }
        return chunks.filter { range in text[range].contains { !$0.properties.isWhitespace } }
    }

    /// The fields of comma-separated values, in which quotes are doubled.
    private static func rows(of table: String) -> [[String]] {
        var rows: [[String]] = [[]]
        var field = ""
        var isQuoted = false
        for character in table.unicodeScalars {
            switch character {
            case "\"": isQuoted.toggle(); field.unicodeScalars.append(character)
            case "," where !isQuoted: end()
            case "\n" where !isQuoted:
                end()
                rows.append([])
            case "\r" where !isQuoted: break
            default: field.unicodeScalars.append(character)
            }
        }
        if !field.isEmpty { end() }
        return rows

        func end() {
            if field.hasPrefix("\""), field.hasSuffix("\""), field.count > 1 {
                field = String(field.dropFirst().dropLast())
            }
            rows[rows.count - 1].append(field.replacingOccurrences(of: "\"\"", with: "\""))
            field = ""
        }
    }
}
