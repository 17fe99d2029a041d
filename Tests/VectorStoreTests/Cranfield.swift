import Foundation
import TestSupport

/// A collection of abstracts with questions, and which abstracts answer which question.
struct Cranfield {
    struct Document {
        var number: Int
        var title: String
        var text: String
    }

    private(set) var documents: [Document]
    private let questions: [String]
    /// By the number of the question, the abstracts that answer it.
    private var answers: [Int: Set<Int>] = [:]

    private static let folder: URL = {
        let shared =
            ProcessInfo.processInfo.environment["PADDLE_SHARED"].map { URL(filePath: $0, directoryHint: .isDirectory) }
            ?? BuildProducts.packageRoot.deletingLastPathComponent().appending(path: "shared")
        return shared.appending(path: "data/cranfield")
    }()

    static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

    init() throws {
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: Self.folder.appending(path: name)), as: UTF8.self)
        }
        documents = Self.elements("doc", in: try text("cran.all.1400.xml")).compactMap { element in
            guard let number = Self.elements("docno", in: element).first.flatMap({ Int($0) }) else { return nil }
            let text = Self.elements("text", in: element).first ?? ""
            let title = Self.elements("title", in: element).first ?? ""
            return text.isEmpty ? nil : Document(number: number, title: title, text: text)
        }
        questions = Self.elements("top", in: try text("cran.qry.xml")).compactMap {
            Self.elements("title", in: $0).first
        }
        for line in try text("cranqrel.trec.txt").split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: " ").compactMap { Int($0) }
            guard fields.count == 4, fields[3] > 0 else { continue }
            answers[fields[0], default: []].insert(fields[2])
        }
    }

    private static func elements(_ name: String, in text: String) -> [String] {
        text.components(separatedBy: "<\(name)>").dropFirst().map { rest in
            rest.components(separatedBy: "</\(name)>")[0].trimmingCharacters(in: .whitespacesAndNewlines)
                .replacingOccurrences(of: "&lt;", with: "<").replacingOccurrences(of: "&gt;", with: ">")
                .replacingOccurrences(of: "&amp;", with: "&")
        }
    }

    /// The mean nDCG@10 of what `search` finds, as numbers of abstracts, best first.
    func gain(_ search: (String) async throws -> [Int]) async throws -> Double {
        var sum = 0.0
        for (index, question) in questions.enumerated() {
            let wanted = answers[index + 1, default: []]
            let found = try await search(question).prefix(10)
            func discount(_ rank: Int) -> Double { 1 / log2(Double(rank) + 2) }
            let best = (0..<min(10, wanted.count)).reduce(0.0) { $0 + discount($1) }
            let gain = found.enumerated().reduce(0.0) { $0 + (wanted.contains($1.element) ? discount($1.offset) : 0) }
            sum += best > 0 ? gain / best : 0
        }
        return sum / Double(questions.count)
    }
}
