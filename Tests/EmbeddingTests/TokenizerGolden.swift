import FoundationEssentials

@testable import Embedding

/// The golden vectors in `Golden/`, made by `make_tokenizer_golden.py`, which tells what a line means.
struct TokenizerGolden: Decodable {
    private var text: String?
    private var times: Int?
    private var from: UInt32?
    private var through: UInt32?
    private var step: Int?
    private var ids: [Int32]?
    private var count: Int?
    private var hash: String?

    static let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Golden"

    static func read(_ name: String) throws -> [TokenizerGolden] {
        let lines = try Data(contentsOf: URL(filePath: folder + "/" + name)).split(separator: UInt8(ascii: "\n"))
        return try lines.map { try JSONDecoder().decode(TokenizerGolden.self, from: $0) }
    }

    var input: String {
        if let from, let through, let step {
            return stride(from: from, through: through, by: step).reduce(into: "") { input, number in
                guard let scalar = Unicode.Scalar(number) else { return }
                input.unicodeScalars.append(contentsOf: [" ", "a", scalar, "b"])
            }
        }
        return String(repeating: text ?? "", count: times ?? 1)
    }

    func agrees(with found: [Int32]) -> Bool {
        if let ids { return found == ids }
        return found.count == count && String(Self.hash(found), radix: 16) == hash.map { String($0.drop { $0 == "0" }) }
    }

    /// A line for a person who looks for what is wrong.
    var description: String {
        if let from { return "scalars from U+\(String(from, radix: 16))" }
        return (text ?? "").debugDescription + (times.map { " × \($0)" } ?? "") + (ids.map { " should be \($0)" } ?? "")
    }

    private static func hash(_ ids: [Int32]) -> UInt64 {
        ids.reduce(FNV1a.empty) { hash, id in
            (0..<4).reduce(hash) { hash, byte in
                FNV1a.extend(hash, by: UInt8(truncatingIfNeeded: id >> (8 * byte)))
            }
        }
    }
}
