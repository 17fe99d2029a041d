import Embedding
import Testing

@Suite("Tokens equal those of the reference library")
struct TokenizerGoldenTests {
    @Test(
        "for the real model: many scripts, hostile input, every scalar of the planes in use",
        .enabled(if: TestModel.isThere, "all-MiniLM-L6-v2 is not there: run scripts/setup")
    )
    func realModel() throws {
        let tokenizer = try WordPieceTokenizer(folder: TestModel.folder)
        #expect(tokenizer.vocabularySize == 30522)
        #expect((tokenizer.cls, tokenizer.sep, tokenizer.pad, tokenizer.unknown) == (101, 102, 0, 100))
        try check(tokenizer, "minilm.jsonl", atLeast: 6000)
    }

    @Test(
        "under every option of the normalizer and the model, with added tokens of every kind",
        arguments: [
            "uncased", "cased", "cased-stripped", "uncased-accented", "uncleaned", "added", "added-cased", "model",
        ]
    )
    func variant(_ name: String) throws {
        let tokenizer = try WordPieceTokenizer(folder: TokenizerGolden.folder + "/variants/" + name)
        try check(tokenizer, "variants/\(name)/golden.jsonl", atLeast: 500)
    }

    private func check(_ tokenizer: WordPieceTokenizer, _ file: String, atLeast count: Int) throws {
        let golden = try TokenizerGolden.read(file)
        #expect(golden.count >= count)
        for vector in golden {
            let found = tokenizer.encode(vector.input).ids
            #expect(vector.agrees(with: found), "\(vector.description), found \(found.prefix(40))")
        }
    }
}
