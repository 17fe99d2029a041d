import HTTP
import JSONFormat
import MCP

struct GetJudgements: Tool {
    static let definition = ToolDefinition(
        name: "get_judgements",
        title: "Get judgements",
        description: "Returns the questions of a set with what answers them, as save_judgements takes them.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("The name of the set.", .length(1...100)) var set: String
        @Argument("Questions a page.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the previous page.") var cursor = Cursor<Int32>()
    }

    struct Judged: PageElement {
        static let listName = "judgements"

        var query: String
        var relevant: [Part]

        struct Part: Codable, Sendable {
            var id: Int32?
            var key: String?
            var grade: Int32?
            var quote: String?
            var start: Int32?
            var end: Int32?
        }
    }

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Page<Judged> {
        let set = try await access.judgementSet(input.set)
        let found = try await access.judgements()
            .judgements(of: set, after: input.cursor.position, limit: input.limit + 1)
        for quote in found.flatMap(\.judgement.parts).compactMap(\.quote) {
            try context.hold(JSON.memoryEstimate(ofText: quote))
        }
        let judged = found.map { _, judgement in
            Judged(
                query: judgement.query,
                relevant: judgement.parts.map {
                    Judged.Part(
                        id: $0.id,
                        key: $0.key,
                        grade: $0.grade,
                        quote: $0.quote,
                        start: $0.start,
                        end: $0.end
                    )
                }
            )
        }
        let last = found.prefix(Int(input.limit)).last?.place ?? 0
        return try Page(judged, limit: input.limit, of: input.cursor) { _ in last }
    }
}
