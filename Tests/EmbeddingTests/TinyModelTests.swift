import FoundationEssentials
import Testing

@testable import Embedding

/// Every form of model folder, by models with random weights; `Fixtures/make_tiny_models.py` made them with PyTorch.
@Suite struct TinyModelTests {
    struct Expected: Decodable {
        let rows: [[Int32]]
        let vectors: [[Float]]
    }

    @Test(
        "a model folder computes what PyTorch computes with it",
        arguments: ["tiny-f32-mean", "tiny-f16-cls", "tiny-bf16-relu", "tiny-onnx", "tiny-onnx-no-types"]
    )
    func matchesReference(name: String) async throws {
        let folder = Fixture.path(name)
        let embedder = try await LocalEmbedder.load(TestModel.configuration(folder), logger: TestModel.logger)
        #expect(embedder.model == EmbeddingModel(id: name, dimensions: 16, window: 64))
        let expected = try JSONFile.decode(Expected.self, folder + "/expected.json")
        let passages = expected.rows.map {
            Passage(text: "", utf8Range: 0..<0, tokens: Array($0.dropFirst().dropLast()))
        }
        let vectors = try await embedder.embed(passages: passages)
        for (vector, reference) in zip(vectors, expected.vectors) {
            #expect(cosine(vector, reference) > 0.99999)
            #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test(
        "a quantized model computes nearly the same, whatever type its weights have",
        arguments: ["tiny-f32-mean", "tiny-f16-cls", "tiny-bf16-relu"]
    )
    func quantized(name: String) async throws {
        let folder = Fixture.path(name)
        let configuration = TestModel.configuration(folder, precision: .int8)
        let embedder = try await LocalEmbedder.load(configuration, logger: TestModel.logger)
        let expected = try JSONFile.decode(Expected.self, folder + "/expected.json")
        for (row, reference) in zip(expected.rows, expected.vectors) {
            let passage = Passage(text: "", utf8Range: 0..<0, tokens: Array(row.dropFirst().dropLast()))
            let vector = try await embedder.embed(passages: [passage])[0]
            #expect(cosine(vector, reference) > 0.99)
        }
    }

    @Test("an ONNX model is cached and still computes the same")
    func cachesONNX() async throws {
        try await withTemporaryFolder { cache in
            let configuration = TestModel.configuration(Fixture.path("tiny-onnx"), cache: cache)
            let first = try await LocalEmbedder.load(configuration, logger: TestModel.logger).embed("a river boat")
            let second = try await LocalEmbedder.load(configuration, logger: TestModel.logger).embed("a river boat")
            #expect(first == second)
        }
    }
}
