import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import Text

struct RAGQuery: Tool {
    static let definition = ToolDefinition(
        name: "rag_query",
        title: "RAG query",
        description: """
            Answers a question from the sources; each sentence cites the characters it rests on. Of a question foreign to \
            them it says that they do not say; whether one of their field has its answer there, it cannot tell.
            """,
        // What is kept of a question is the server's own log, which get_session shows: nothing that anyone asks about changes
        // by it. So the scope `read` is enough, and the tool is there where nothing is written, and keeps nothing.
        annotations: .readOnly,
        // A model may read and write for longer than other calls may take.
        isLong: true,
        view: "ask"
    )

    struct Input: ToolInput {
        @Argument("The question.", .length(1...10_000)) var query: String
        @Argument("Your name for a conversation, whose questions belong together.", .length(1...255)) var sessionId:
            String?
        @Argument("Metadata to match, as in search_documents.") var filter: JSONObject?
        @Argument("Only from these sources.", .count(1...1_000)) var sourceIds: [Int32]?
        @Argument("Below this best score the sources do not say.", .range(0...1))
        var minScore: Double = Answering.leastScore
        @Argument("auto: the server's model, else the client's if offered, else extraction.")
        var answerBy: AnswerWriter = .auto
        @Argument("What the server's model does to the query: rewrite it by the session, or hyde.")
        var expansion: QueryExpansion = .rewrite
        @Argument("From the texts that sources had at that time.") var asOf: RFC3339Time?
    }

    struct Output: ToolOutput {
        /// The answer, with the numbers of its citations.
        var answer: String
        /// Whether the answer is that the sources do not say.
        var abstained: Bool
        var citations: [CitationOutput]
        var sentences: [SentenceOutput]
        /// What was said without support, and so is not in the answer; absent for nothing.
        var unsupported: [String]?
        var answeredBy: Answer.Maker
        /// The model, as its endpoint or the client names it.
        var model: String?
        /// What else is to be known; absent for nothing.
        var notes: [String]?
        /// What was searched for; absent where it is the query.
        var searchedFor: String?
        /// The score of the best passage.
        var bestScore: Double
        /// For get_query and rate_answer; absent where nothing is stored.
        var queryId: Int32?
        var durationMs: Double
    }

    let answering: Answering
    /// Whether nothing is stored of a question.
    let isReadOnly: Bool

    /// A message of progress holds the end of what a model has written, in characters.
    private static let longestProgress = 200

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let outcome = try await answering.answer(try inquiry(input, context))
        let queryId = isReadOnly ? nil : try await store(outcome, of: input)
        let answer = outcome.answer
        return Output(
            answer: answer.text,
            abstained: answer.abstains,
            citations: answer.citations.map(CitationOutput.init),
            sentences: answer.sentences.map(SentenceOutput.init),
            unsupported: answer.unsupported.isEmpty ? nil : answer.unsupported,
            answeredBy: answer.maker,
            model: outcome.chat?.model,
            notes: outcome.notes.isEmpty ? nil : outcome.notes,
            searchedFor: outcome.searchedFor,
            bestScore: outcome.bestScore,
            queryId: queryId,
            durationMs: outcome.times.total
        )
    }

    private func inquiry(_ input: Input, _ context: RequestContext) throws(ToolError) -> Inquiry {
        let client = ClientModel(context: context)
        let hasModel = answering.model != nil
        guard hasModel || input.expansion != .hyde else {
            throw ToolError("expansion \"hyde\" needs a model: set LLM_BASE_URL, or leave expansion out.")
        }
        return Inquiry(
            question: input.query,
            search: ChunkSearch(
                access: answering.access,
                sources: input.sourceIds,
                filter: input.filter,
                asOf: input.asOf
            ),
            leastScore: input.minScore,
            maker: try input.answerBy.maker(hasModel: hasModel, hasClientModel: client.isOffered),
            expansion: input.expansion,
            session: input.sessionId,
            client: client
        ) { text in
            context.progress(Double(text.utf8.count), message: String(text.suffix(Self.longestProgress)))
        }
    }

    private func store(_ outcome: Answering.Outcome, of input: Input) async throws -> Int32 {
        let answer = outcome.answer
        let query = NewQuery(
            question: input.query,
            context: outcome.context?.text ?? answer.citations.map(\.quote).joined(separator: "\n"),
            response: answer.text,
            metadata: JSONText(.object(input.metadata)),
            answeredBy: answer.maker.rawValue,
            abstained: answer.abstains,
            model: outcome.chat?.model,
            promptTokens: outcome.chat?.promptTokens.map(Int32.init(clamping:)),
            completionTokens: outcome.chat?.completionTokens.map(Int32.init(clamping:)),
            milliseconds: Float(outcome.times.total),
            trace: JSONText(outcome.trace)
        )
        let queries = try await answering.access.queries()
        return try await queries.pool.transaction { connection in
            var session: Int32?
            if let name = input.sessionId { session = try await queries.session(name, on: connection) }
            return try await queries.store(query, in: session, on: connection)
        }
    }
}

extension RAGQuery.Input {
    /// How the question was asked, as it is stored with it.
    fileprivate var metadata: JSONObject {
        var metadata: JSONObject = [
            "filter": .object(filter ?? [:]), "min_score": .double(minScore), "answer_by": .string(answerBy.rawValue),
            "expansion": .string(expansion.rawValue),
        ]
        if let sourceIds { metadata["source_ids"] = .array(sourceIds.map { .int(Int64($0)) }) }
        if let asOf { metadata["as_of"] = .string(asOf.text) }
        return metadata
    }
}

/// The characters of a source that a sentence rests on.
struct CitationOutput: Codable, Sendable {
    /// Its number in the answer.
    var number: Int
    var sourceId: Int32
    /// Which of its former texts it is of; absent for the present one.
    var version: Int32?
    var title: String?
    /// Where the source was read from, or its key.
    var uri: String?
    var headings: [String]?
    var page: Int32?
    /// Where it is in the text of the source.
    var range: PassageRange
    var quote: String

    init(_ citation: Answer.Citation) {
        number = citation.number
        sourceId = citation.name.id
        version = citation.chunk.version
        title = citation.name.title
        uri = citation.name.uri ?? citation.name.key
        headings = citation.chunk.headings.isEmpty ? nil : citation.chunk.headings
        page = citation.chunk.page
        range = PassageRange(citation.range)
        quote = citation.quote
    }
}

/// A sentence of an answer.
struct SentenceOutput: Codable, Sendable {
    var text: String
    /// The numbers of the citations that it rests on.
    var citations: [Int]
    /// How much of it they say, 0 to 1.
    var support: Double

    init(_ sentence: Answer.Sentence) {
        text = sentence.text
        citations = sentence.citations
        support = sentence.support
    }
}
