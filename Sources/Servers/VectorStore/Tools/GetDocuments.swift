import DocumentTools
import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Text

struct GetDocuments: Tool {
    static let definition = ToolDefinition(
        name: "get_documents",
        title: "Get documents",
        description: "Returns documents, each with its first 10,000 characters.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @Argument("Their ids.", .count(...100)) var ids: [Int32] = []
        @Argument("And keys.", .count(...100), .length(1...DocumentReference.longestKey)) var keys: [String] = []
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        /// In the order of the ids and keys.
        var documents: [GetDocument.Output]
        /// The ids and keys of no document.
        var missing: [String]
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let found = try await documents.store(input.collection).documents(
            input.ids.map { .id($0) } + input.keys.map { .key($0) },
            length: 10_000
        )
        for document in found {
            try context.hold(
                2 * (document.content?.utf8.count ?? 0) + JSON.memoryEstimate(ofText: document.metadata?.text ?? "")
            )
        }
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        let byKey = Dictionary(found.compactMap { one in one.key.map { (BytewiseString($0), one) } }) { first, _ in
            first
        }
        let wanted =
            input.ids.map { ("\($0)", byID[$0]) } + input.keys.map { ($0, byKey[BytewiseString($0)]) }
        var returned: Set<Int32> = []
        return Output(
            documents: wanted.compactMap(\.1).filter { returned.insert($0.id).inserted }.map(GetDocument.Output.init),
            missing: wanted.filter { $0.1 == nil }.map(\.0)
        )
    }
}
