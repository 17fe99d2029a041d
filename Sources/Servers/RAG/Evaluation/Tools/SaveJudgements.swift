import HTTP
import MCP
import Postgres
import ServerKit

struct SaveJudgements: WritingTool {
    static let definition = ToolDefinition(
        name: "save_judgements",
        title: "Save judgements",
        description: """
            Stores questions with what answers them as a set for evaluate_retrieval, in place of what the set held; none \
            removes it.
            """,
        annotations: .overwriting,
        scopes: [.read, .write]
    )

    struct Input: ToolInput {
        @Argument("The name of the set.", .length(1...100), .withoutReplacements) var set: String
        @Argument("All of its questions.", .count(0...JudgementInput.most)) var judgements: [JudgementInput]
    }

    struct Output: ToolOutput {
        var set: String
        var judgements: Int
        /// How many it held before; absent where it is new.
        var replaced: Int?
    }

    static let membersWithoutReading: Set = ["set", "judgements"]

    let access: RAGAccess

    func prepare(
        _ input: Input,
        context: RequestContext
    ) async throws -> (store: JudgementStore, judgements: [Judgement]) {
        let judgements = input.judgements.map(\.judgement)
        let found = try await access.judged(judgements, at: "judgements", refusing: "Nothing was stored")
        return (try await access.judgements(), found.map(\.storable))
    }

    func write(
        _ prepared: (store: JudgementStore, judgements: [Judgement]),
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        let replaced = try await prepared.store.replace(input.set, by: prepared.judgements, on: connection)
        return Output(set: input.set, judgements: prepared.judgements.count, replaced: replaced)
    }
}

extension JudgedQuestion {
    /// With the words of each stretch, by which it is found when the text before it has changed.
    fileprivate var storable: Judgement {
        guard case .spans(let spans) = relevance else { return Judgement(query: query, parts: parts) }
        let quoted = zip(parts, spans).map { part, span in
            var part = part
            part.quote = span.text
            return part
        }
        return Judgement(query: query, parts: quoted)
    }
}
