import Files
import FoundationEssentials
import SystemPackage
import Testing

@testable import Embedding

/// Against PyTorch in fp32; `Golden/make_embedding_golden.py` made the vectors.
@Suite struct GoldenVectorTests {
    struct Line: Decodable {
        let text: String
        let tokens: Int
        let vector: Data

        var floats: [Float] {
            let bytes = Array(vector)
            return stride(from: 0, to: bytes.count, by: 4).map { at in
                Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) })
            }
        }
    }

    static func lines() throws -> [Line] {
        let path = #filePath.dropLast("GoldenVectorTests.swift".count) + "Golden/embedding_golden.jsonl"
        let bytes = try ReadOnlyFile.contents(of: FilePath(String(path)), limit: 16 << 20)
        return try bytes.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Line.self, from: Data($0))
        }
    }

    @Test(
        "every reference string has the vector of PyTorch",
        // Strings of no words at all, such as one full stop, are the worst of int8.
        arguments: [(EmbeddingPrecision.f32, 0.9999, 0.9999), (.bf16, 0.999, 0.9995), (.int8, 0.993, 0.998)]
    )
    func matchesReference(precision: EmbeddingPrecision, least: Double, mean: Double) async throws {
        let embedder =
            precision == .f32
            ? try await TestModel.shared()
            : try await LocalEmbedder.load(TestModel.configuration(precision: precision), logger: TestModel.logger)
        let lines = try Self.lines()
        #expect(lines.count >= 200)
        // The reference cuts at the window, where we would average passages.
        let vectors = try await embedder.embed(
            passages: lines.map { line in
                let tokens = embedder.wordPieces.encode(line.text).ids.prefix(254)
                return Passage(text: line.text, utf8Range: 0..<line.text.utf8.count, tokens: Array(tokens))
            }
        )
        var worst = 1.0
        var sum = 0.0
        for (line, vector) in zip(lines, vectors) {
            let similarity = cosine(vector, line.floats)
            worst = min(worst, similarity)
            sum += similarity
            #expect(similarity >= least, "\(line.text.debugDescription)")
        }
        #expect(sum / Double(lines.count) >= mean)
        let used = try await embedder.precisions.documents
        print("\(precision) asked, \(used) used: lowest cosine to PyTorch \(worst), mean \(sum / Double(lines.count))")
    }
}
