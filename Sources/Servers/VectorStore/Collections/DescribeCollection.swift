import DocumentTools
import Documents
import MCP
import Retrieval
import ServerKit

struct DescribeCollection: Tool {
    static let definition = ToolDefinition(
        name: "describe_collection",
        title: "Describe collection",
        description: "Tells how a collection is: its size, indexes and models, and what waits in it.",
        annotations: .readOnly,
        isLong: true,
        view: "collection"
    )

    struct Input: ToolInput {
        @Argument(.collection) var collection: String?
    }

    struct Output: ToolOutput {
        var collection: CollectionOutput
        var documents: Int64
        /// Passages after the first of each document.
        var passages: Int64
        var bytes: Bytes
        var dimensions: Int
        /// The language whose stems and stop words its keyword search knows; nil for one without an index of words.
        var language: String?
        var indexes: [Index]
        /// The models that made its vectors; more than one is drift, and not all can be compared.
        var models: [Model]
        var waiting: SearchDocuments.Waiting
    }

    struct Bytes: Codable, Sendable {
        /// Texts, metadata and vectors.
        var documents: Int64
        /// Indexes over the vectors.
        var vectorIndexes: Int64
        /// The index of words.
        var keywords: Int64
    }

    struct Index: Codable, Sendable {
        var name: String
        var method: String
        /// `full`, `half` or `binary`.
        var precision: String
        var bytes: Int64
        /// False for one whose building has not ended, or has failed: it is not used.
        var isValid: Bool
    }

    struct Model: Codable, Sendable {
        var model: String?
        var documents: Int64
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let collection = try await documents.description(of: input.collection)
        let store = try await documents.store(input.collection)
        let state = try await store.texts.state()
        return Output(
            collection: CollectionOutput(collection, isDefault: collection.name == documents.defaultName),
            documents: state.rows,
            passages: state.passages,
            bytes: Bytes(
                documents: state.bytes.rows,
                vectorIndexes: state.indexes.reduce(0) { $0 + $1.bytes },
                keywords: state.bytes.keywords
            ),
            dimensions: store.texts.dimensions,
            language: state.language,
            indexes: state.indexes.map {
                Index(
                    name: $0.index.name,
                    method: $0.index.method,
                    precision: $0.index.precision.rawValue,
                    bytes: $0.bytes,
                    isValid: $0.isValid
                )
            },
            models: state.models.map { Model(model: $0.model, documents: $0.rows) },
            waiting: SearchDocuments.Waiting(vectors: state.waiting.vectors, keywords: state.waiting.postings)
        )
    }
}
