import Testing

@testable import RAG

@Suite("Metrics of one question")
struct MetricTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let found: [Int32]
        let grades: [Int32: Int]
        let depth: Int
        let ndcg: Double
        let recall: Double
        let mrr: Double
        var testDescription: String { "\(name) at \(depth)" }
    }

    /// As trec_eval has them: pytrec_eval-terrier 0.5.11 through ir-measures 0.4.3, nDCG@k with the gains 2^grade - 1 as
    /// its grades, R@k and RR@k.
    static let cases = [
        Case(
            name: "graded",
            found: [2, 5, 1, 6, 3],
            grades: [1: 3, 2: 2, 3: 1, 4: 0],
            depth: 3,
            ndcg: 0.692_020_210_352_897_8,
            recall: 2.0 / 3,
            mrr: 1
        ),
        Case(
            name: "graded",
            found: [2, 5, 1, 6, 3],
            grades: [1: 3, 2: 2, 3: 1, 4: 0],
            depth: 5,
            ndcg: 0.733_206_358_204_906_5,
            recall: 1,
            mrr: 1
        ),
        Case(
            name: "half found",
            found: [3, 4, 2],
            grades: [1: 1, 2: 1],
            depth: 3,
            ndcg: 0.306_573_596_382_729_2,
            recall: 0.5,
            mrr: 1.0 / 3
        ),
        Case(name: "nothing found", found: [7, 8, 9], grades: [1: 2, 2: 1], depth: 3, ndcg: 0, recall: 0, mrr: 0),
        Case(name: "empty", found: [], grades: [1: 2], depth: 10, ndcg: 0, recall: 0, mrr: 0),
        // By hand: 1 / log2(3) over 1.
        Case(
            name: "second of two",
            found: [9, 1],
            grades: [1: 1],
            depth: 10,
            ndcg: 0.630_929_753_571_457_4,
            recall: 1,
            mrr: 0.5
        ),
    ]

    @Test("a ranking of sources has the scores of trec_eval", arguments: cases)
    func sources(_ given: Case) {
        let scores = SourceRanking(sources: given.found, grades: given.grades, depth: given.depth).scores
        #expect(abs((scores[.ndcg] ?? -1) - given.ndcg) < 1e-9)
        #expect(abs((scores[.recall] ?? -1) - given.recall) < 1e-12)
        #expect(abs((scores[.mrr] ?? -1) - given.mrr) < 1e-12)
    }

    @Test("tokens are words and marks, where they begin")
    func tokens() {
        #expect(TokenPlaces.starts(in: "It's 3.5 °C.", from: 10) == [10, 12, 13, 15, 16, 17, 19, 20, 21])
        #expect(TokenPlaces.starts(in: "snake_case  x\n\n", from: 0) == [0, 12])
        #expect(TokenPlaces.starts(in: "", from: 0) == [])
        // A letter with an accent of its own is one word, and so is one that has it built in.
        #expect(TokenPlaces.starts(in: "cafe\u{301}s na\u{EF}ve", from: 0) == [0, 7])
        #expect(TokenPlaces.starts(in: "東京 is", from: 0) == [0, 1, 3])
        #expect(TokenPlaces.starts(in: "👍🏽 ok", from: 0) == [0, 1, 3])
    }

    @Test("of stretches the overlap of tokens counts, by source")
    func overlap() throws {
        var (wanted, returned) = (TokenPlaces(), TokenPlaces())
        wanted.add([0, 4, 8, 12], of: 1)
        returned.add([8, 12, 16, 20, 24, 28], of: 1)
        returned.add([0, 4], of: 2)
        // 2 of 4 wanted are among 8 returned; 10 are one or the other.
        let scores = TokenOverlap(wanted: wanted, returned: returned).scores
        #expect(scores[.tokenRecall] == 0.5)
        #expect(scores[.tokenPrecision] == 0.25)
        #expect(scores[.tokenIou] == 0.2)
        let none = TokenOverlap(wanted: wanted, returned: TokenPlaces()).scores
        #expect(none == [.tokenRecall: 0, .tokenPrecision: 0, .tokenIou: 0])
        let perfect = TokenOverlap(wanted: wanted, returned: wanted).scores
        #expect(perfect == [.tokenRecall: 1, .tokenPrecision: 1, .tokenIou: 1])
    }

    @Test("numbers are written with three digits behind the point")
    func thousandths() {
        #expect(0.8349.inThousandths == "0.835")
        #expect((-0.0204).inThousandths == "-0.020")
        #expect((-0.0001).inThousandths == "0.000")
        #expect(1.0.inThousandths == "1.000")
        #expect(0.0071.inThousandths == "0.007")
    }
}
