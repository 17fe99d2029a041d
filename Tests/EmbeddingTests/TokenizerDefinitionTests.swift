import Embedding
import FoundationEssentials
import Testing

@Suite("A tokenizer is read from a model folder")
struct TokenizerDefinitionTests {
    private static let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncafé\ncafe\nCafe\n"

    @Test("vocab.txt alone is read as an uncased BERT", arguments: ["\n", "\r\n"])
    func vocabularyAlone(lineEnd: String) throws {
        let tokenizer = try load(["vocab.txt": Self.vocabulary.split(separator: "\n").joined(separator: lineEnd)])
        #expect(tokenizer.vocabularySize == 8)
        #expect((tokenizer.cls, tokenizer.sep, tokenizer.pad, tokenizer.unknown) == (2, 3, 0, 1))
        #expect(tokenizer.encode("Café [MASK] tea").ids == [6, 4, 1])
    }

    @Test("tokenizer_config.json next to vocab.txt is honoured")
    func configuration() throws {
        let cased =
            #"{"do_lower_case": false, "strip_accents": true, "tokenize_chinese_chars": true, "x": [{"y": "\"]"}]}"#
        let tokenizer = try load(["vocab.txt": Self.vocabulary, "tokenizer_config.json": cased])
        #expect(tokenizer.encode("Café café").ids == [7, 6])
    }

    @Test(
        "vocab.txt alone gives the tokens that tokenizer.json gives",
        .enabled(if: TestModel.isThere, "all-MiniLM-L6-v2 is not there: run scripts/setup")
    )
    func sameByEitherFile() throws {
        let folder = TestModel.folder
        let whole = try WordPieceTokenizer(folder: folder)
        let text = try String(decoding: Data(contentsOf: URL(filePath: folder + "/vocab.txt")), as: UTF8.self)
        let plain = try load(["vocab.txt": text])
        for vector in try TokenizerGolden.read("minilm.jsonl").prefix(300) {
            #expect(plain.encode(vector.input).ids == whole.encode(vector.input).ids)
        }
    }

    @Test("an early tokenizer.json, whose model names no type, is read")
    func earlyFile() throws {
        let tokenizer = try load(["tokenizer.json": Self.json(model: #""unk_token": "[UNK]", "vocab": \#(Self.ids)"#)])
        #expect(tokenizer.encode("b\u{e9}").ids == [4])
    }

    @Test(
        "what is not a BERT tokenizer is refused by name",
        arguments: [
            (json(model: #""type": "BPE", "vocab": {}, "merges": []"#), "the model is BPE"),
            (json(model: #""vocab": {}, "merges": []"#), "the model is BPE"),
            (json(model: #""type": "Unigram", "vocab": [["a", -1.5]]"#), "the model is Unigram"),
            (json(model: #""vocab": [["a", -1.5e3]]"#), "the model is Unigram"),
            (json(normalizer: "null"), "the normalizer is null"),
            (json(normalizer: #"{"type": "NFC"}"#), "the normalizer is NFC"),
            (json(preTokenizer: #"{"add_prefix_space": true, "type": "ByteLevel"}"#), "the pre_tokenizer is ByteLevel"),
            (#"{"version": "1.0"}"#, "there is no model"),
        ]
    )
    func unsupported(file: String, message: String) {
        let error = #expect(throws: EmbeddingError.self) { try load(["tokenizer.json": file]) }
        #expect(error?.message.contains("tokenizer.json: \(message), and only") == true, "\(error?.message ?? "none")")
    }

    @Test(
        "a damaged tokenizer.json is refused with the place",
        arguments: [
            "", "[", "{", #"{"model""#, #"{"model": {"vocab": {"a": 1"#, #"{"x": "\ud8"#, #"{"x": "\q"}"#, #"{"x": }"#,
            #"{"model": {"type": "WordPiece", "vocab": {"a": 1.5}}}"#, #"{"added_tokens": [{"content": 3}]}"#,
            #"{"model": {"vocab": {"a": 99999999999999999999}}}"#, #"{"a": [[[[[[[["#, #"{"a": ]}"#,
        ]
    )
    func damaged(file: String) {
        let error = #expect(throws: EmbeddingError.self) { try load(["tokenizer.json": file]) }
        #expect(error?.message.contains("expected at byte") == true, "\(error?.message ?? "none")")
    }

    @Test("deep nesting in a part that is not wanted is stepped over")
    func deepNesting() throws {
        let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
        let file = Self.json().replacing("{\"version\"", with: "{\"x\": \(deep), \"version\"", maxReplacements: 1)
        #expect(try load(["tokenizer.json": file]).encode("b").ids == [4])
    }

    @Test(
        "a vocabulary without a token that is needed is refused",
        arguments: [("[UNK]", "[NONE]"), ("[CLS]", "[B]"), ("[SEP]", "[E]"), ("[PAD]", "[P]")]
    )
    func missingToken(token: String, other: String) {
        let file = Self.json().replacing("\"\(token)\":", with: "\"\(other)\":")
        let error = #expect(throws: EmbeddingError.self) { try load(["tokenizer.json": file]) }
        #expect(error?.message.contains(token) == true)
    }

    @Test("a folder without a tokenizer is named")
    func emptyFolder() {
        let error = #expect(throws: EmbeddingError.self) { try load([:]) }
        #expect(error?.message.contains("no readable tokenizer.json or vocab.txt") == true)
    }

    private static let ids = #"{"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "b": 4, "be": 4}"#

    private static func json(
        model: String = #""type": "WordPiece", "unk_token": "[UNK]", "vocab": \#(ids)"#,
        normalizer: String = #"{"type": "BertNormalizer", "lowercase": true, "strip_accents": null}"#,
        preTokenizer: String = #"{"type": "BertPreTokenizer"}"#
    ) -> String {
        #"{"version": "1.0", "normalizer": \#(normalizer), "pre_tokenizer": \#(preTokenizer), "model": {\#(model)}}"#
    }

    private func load(_ files: [String: String]) throws -> WordPieceTokenizer {
        let folder = FileManager.default.temporaryDirectory.path + "/tokenizer-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, content) in files { try Data(content.utf8).write(to: URL(filePath: folder + "/" + name)) }
        return try WordPieceTokenizer(folder: folder)
    }
}
