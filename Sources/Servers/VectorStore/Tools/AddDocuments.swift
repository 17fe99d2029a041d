import Async
import DocumentTools
import Documents
import HTTP
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct AddDocuments: WritingTool {
    static let definition = ToolDefinition(
        name: "add_documents",
        title: "Add documents",
        description: "Stores documents as add_document does; results are in their order.",
        annotations: .replacing
    ).asTask(endsSoon: true)

    struct Item: ToolInput {
        @Argument("The text.", .length(1...DocumentOutput.longestContent)) var content: String
        @Argument("Your name for it.", .length(1...DocumentReference.longestKey), .withoutReplacements) var key: String?
        @Argument("For people.", .length(...10_000)) var title: String?
        @Argument("Facts to filter by.") var metadata: JSONObject?
    }

    struct Input: ToolInput {
        @Argument("The documents; no two with one key.", .count(1...1_000)) var documents: [Item]
        @Argument("All or none; false stores what it can.") var atomic: Bool = true
        @Argument(.collection) var collection: String?
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Result: Codable, Sendable {
        var id: Int32?
        var outcome: StoredDocument.Outcome?
        var error: String?
    }

    struct Output: ToolOutput {
        var results: [Result]
        var failed: Int
        /// How many texts are so long that they get their vectors later; nil for none.
        var waiting: Int?
    }

    static let membersWithoutReading: Set = ["results", "failed"]

    /// The documents that can be stored, and why the others cannot, by their places.
    typealias Preparation = (store: DocumentStore, documents: [NewDocument], refused: [Int: String])

    let documents: DocumentAccess

    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation {
        let refused = input.refused
        if input.atomic, !refused.isEmpty {
            let reasons = refused.sorted { $0.key < $1.key }.prefix(5).map { "documents[\($0.key)]: \($0.value)" }
            throw ToolError(
                "Nothing was stored, since \(refused.count) of the documents cannot be. \(reasons.joined(separator: " "))"
            )
        }
        let collection = try await documents.collection(input.collection)
        var new = input.documents.indices.filter { refused[$0] == nil }.map { NewDocument(input.documents[$0]) }
        try await collection.embed(&new, progress: context.embeddingProgress)
        return (try await documents.store(input.collection), new, refused)
    }

    func write(
        _ prepared: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        var stored =
            try await
            (input.atomic
            ? prepared.store.put(prepared.documents, on: connection).map(Swift.Result.success)
            : prepared.store.putEach(prepared.documents, on: connection))[...]
        // Whether a key was known tells what is stored.
        let tellsOutcome = context.caller.scopes.contains(.read)
        var waiting = 0
        let results = input.documents.indices.map { place in
            if let reason = prepared.refused[place] { return Result(error: reason) }
            switch stored.removeFirst() {
            case .success(let stored):
                if stored.document.passages == 0 { waiting += 1 }
                return Result(id: stored.document.id, outcome: tellsOutcome ? stored.outcome : nil)
            case .failure(let error): return Result(error: error.description)
            }
        }
        return Output(
            results: results,
            failed: results.count { $0.error != nil },
            waiting: waiting > 0 ? waiting : nil
        )
    }

    func committed(_ output: Output) {
        documents.stored(isEmbedded: output.waiting == nil)
    }
}

extension AddDocuments.Input {
    /// Why documents cannot be stored, by their places.
    fileprivate var refused: [Int: String] {
        var refused: [Int: String] = [:]
        var places: [BytewiseString: Int] = [:]
        for (place, document) in documents.enumerated() {
            do throws(RetrievalError) {
                try EmbeddedCollection.check(document.content)
            } catch {
                refused[place] = error.description
                continue
            }
            guard let key = document.key.map({ BytewiseString($0) }) else { continue }
            if let first = places[key] {
                refused[place] = "key is that of documents[\(first)]; give each document a key of its own."
            } else {
                places[key] = place
            }
        }
        return refused
    }
}

extension NewDocument {
    fileprivate init(_ item: AddDocuments.Item) {
        self.init(
            key: item.key,
            title: item.title,
            content: item.content,
            metadata: JSONText(.object(item.metadata ?? [:]))
        )
    }
}
