import DocumentTools
import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval

struct FindDuplicates: Tool {
    static let definition = ToolDefinition(
        name: "find_duplicates",
        title: "Find duplicates",
        description: """
            Finds documents with the same text, then pairs with nearly the same. A page ends after some seconds: it may be \
            empty, and more may follow.
            """,
        annotations: .readOnly,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("The least cosine similarity of nearly the same texts.", .range(0.5...1)) var minScore: Double = 0.97
        @Argument("Groups a page.", .range(1...100)) var limit: Int32 = 20
        @Argument("The next_cursor of the previous page.") var cursor = Cursor<DuplicatePosition>()
        @Argument(.collection) var collection: String?
    }

    struct Member: Codable, Sendable {
        var id: Int32
        var key: String?
        var title: String?
    }

    struct Group: Codable, Sendable {
        /// Up to 100, the first stored first.
        var documents: [Member]
        /// How many there are.
        var count: Int64
        /// Of the whole texts, 0 to 1.
        var score: Double
        /// Whether the texts are the same to the letter.
        var sameText: Bool
    }

    struct Output: ToolOutput {
        var groups: [Group]
        /// Pass it as cursor to go on; absent once all documents were looked at.
        var nextCursor: String?
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let store = try await documents.store(input.collection)
        let search = DuplicateSearch(store.texts, threshold: input.minScore, limit: input.limit)
        let findings = try await search.find(after: input.cursor.position)
        let ids = Set(findings.groups.flatMap(\.ids)).map { DocumentReference.id(Int32(clamping: $0)) }
        var members: [Int64: Member] = [:]
        for document in try await store.documents(ids, length: 0) {
            members[Int64(document.id)] = Member(id: document.id, key: document.key, title: document.title)
        }
        return Output(
            groups: findings.groups.map { group in
                Group(
                    documents: group.ids.compactMap { members[$0] },
                    count: group.count,
                    score: group.score,
                    sameText: group.isSameText
                )
            },
            nextCursor: try findings.next.map { try input.cursor.text(after: $0) }
        )
    }
}
