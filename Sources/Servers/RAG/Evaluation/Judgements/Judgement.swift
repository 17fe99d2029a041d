import Documents
import HTTP
import MCP

/// A question of which it is known what answers it, as a caller gives it.
struct JudgementInput: ToolInput {
    @Argument("The question.", .length(1...10_000)) var query: String
    @Argument("What answers it: sources with grades, or stretches of sources.", .count(1...50))
    var relevant: [PartInput]

    struct PartInput: ToolInput {
        @Argument("The id of a source.") var id: Int32?
        @Argument("Or its key.", .length(1...DocumentReference.longestKey)) var key: String?
        @Argument("How relevant it is as a whole; 1 if left out.", .range(0...10)) var grade: Int32?
        @Argument("Or the stretch of it that answers, word for word.", .length(1...JudgementInput.longestSpan))
        var quote: String?
        @Argument("Where that begins, in characters.", .range(0...)) var start: Int32?
        @Argument("Where it ends.", .range(1...)) var end: Int32?
    }

    /// Of one stretch, in characters.
    static let longestSpan = 20_000

    /// The most in one call and in one set.
    static let most = 1_000

    var judgement: Judgement {
        Judgement(
            query: query,
            parts: relevant.map { part in
                JudgedPart(
                    id: part.id,
                    key: part.key,
                    grade: part.grade,
                    quote: part.quote,
                    start: part.start,
                    end: part.end
                )
            }
        )
    }
}

/// The same as it is stored.
struct Judgement: Sendable {
    var query: String
    var parts: [JudgedPart]
}

/// What answers a question: a source, or a stretch of one.
struct JudgedPart: Sendable {
    var id: Int32?
    var key: String?
    var grade: Int32?
    var quote: String?
    var start: Int32?
    var end: Int32?

    var isSpan: Bool { quote != nil || start != nil || end != nil }
}

/// A question whose answers have been found in the sources as they are now.
struct JudgedQuestion: Sendable {
    enum Relevance: Sendable {
        /// Grades by source.
        case sources([Int32: Int])
        case spans([JudgedSpan])
    }

    let query: String
    let relevance: Relevance
    /// The sources by their ids, with what the judgement is stored with.
    let parts: [JudgedPart]

    var metrics: [EvaluationMetric] {
        switch relevance {
        case .sources: EvaluationMetric.ofSources
        case .spans: EvaluationMetric.ofSpans
        }
    }
}

/// A stretch of a source that answers a question.
struct JudgedSpan: Sendable {
    let source: Int32
    let range: Range<Int32>
    let text: String
    /// Where its tokens begin.
    let tokens: [Int32]
}
