import Async
import TestSupport
import Testing

@testable import Retrieval

/// How well passages are found: the chunks of five corpora, and 472 questions with the characters that answer them. The
/// data does not come with the project.
@Suite(
    "Ranking of chunks",
    .enabled(if: LongTests.areAsked, "PADDLE_LONG_TESTS is not set"),
    .enabled(if: ChunkQuestions.isPresent, "the corpora are not there (PADDLE_SHARED)")
)
struct ChunkRankingTests {
    @Test("neighbours help: five chunks of some 200 tokens hold nine tenths of what answers a question")
    func recall() async throws {
        let data = try ChunkQuestions()
        try await ChunkBench.run { bench in
            var places: [Int64: (corpus: String, range: Range<Int>)] = [:]
            for (name, text) in data.corpora.sorted(by: { $0.key < $1.key }) {
                let chunks = ChunkQuestions.chunks(of: text)
                let contents = chunks.map { range in
                    var content = String.UnicodeScalarView()
                    content.append(contentsOf: text[range])
                    return String(content)
                }
                for (id, range) in zip(try await bench.add(name, contents), chunks) { places[id] = (name, range) }
            }
            while try await bench.chunks.store.indexKeywords(mergingFrom: 1) != .done {}
            for limit in [5, 10] as [Int32] {
                var sum = 0.0
                for question in data.questions {
                    let hits = try await bench.chunks.search(question.text, limit: limit).hits
                    sum += question.recall(of: hits.compactMap { places[$0.id] })
                }
                let recall = sum / Double(data.questions.count)
                print("chunks, hybrid: recall@\(limit) \(recall)")
                #expect(recall >= (limit == 5 ? 0.87 : 0.92))
            }
        }
    }
}
