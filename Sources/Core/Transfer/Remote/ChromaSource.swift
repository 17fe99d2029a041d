import Documents
import Embedding
import JSONFormat
import Postgres
import Retrieval

/// A collection of a Chroma server, read page by page over its REST interface (version 2).
package struct ChromaSource: ImportSource {
    /// Which collection.
    package struct Place: Sendable {
        var collection: String
        var tenant: String
        var database: String

        package init(
            collection: String,
            tenant: String = "default_tenant",
            database: String = "default_database"
        ) {
            self.collection = collection
            self.tenant = tenant
            self.database = database
        }
    }

    private static let page = 100

    package let identity: String
    package let name: String
    package let model: String?
    package let dimensions: Int?
    package let total: Int?
    private let store: RemoteStore
    private let path: String

    /// Asks for the collection.
    ///
    /// - Parameter model: The model that made its vectors, where Chroma does not say.
    package static func open(_ place: Place, in store: RemoteStore, model: String?) async throws -> ChromaSource {
        let collections = try [
            "api/v2/tenants", RemoteStore.segment(place.tenant, what: "tenant"), "databases",
            RemoteStore.segment(place.database, what: "database"), "collections",
        ].joined(separator: "/")
        let name = try RemoteStore.segment(place.collection, what: "The name of Chroma's collection")
        let found = try await store.get("\(collections)/\(name)")
        guard let id = found["id"]?.stringValue else { throw store.unexpected("the id of the collection") }
        let path = "\(collections)/\(try RemoteStore.segment(id, what: "The id of Chroma's collection"))"
        var total: Int?
        if case .int(let count) = try await store.get("\(path)/count") { total = Int(count) }
        var dimensions: Int?
        if case .int(let number)? = found["dimension"] { dimensions = Int(exactly: number) }
        return ChromaSource(
            identity: "chroma \(store.address) \(id)",
            name: "Chroma's collection \(name)",
            model: (model ?? modelName(found["configuration_json"]?["embedding_function"])).map(EmbeddingModel.id(of:)),
            dimensions: dimensions,
            total: total,
            store: store,
            path: path
        )
    }

    /// The model of an embedding function as Chroma describes it; nil where it does not say.
    private static func modelName(_ function: JSON?) -> String? {
        switch function?["name"]?.stringValue {
        case nil: nil
        case "default", "onnx_mini_lm_l6_v2": "all-MiniLM-L6-v2"
        default: function?["config"]?["model_name"]?.stringValue ?? function?["config"]?["model"]?.stringValue
        }
    }

    package func batch(after position: String?) async throws -> ImportBatch? {
        let offset = position.flatMap { Int($0) } ?? 0
        let found = try await store.post(
            "\(path)/get",
            [
                "limit": .int(Int64(Self.page)), "offset": .int(Int64(offset)),
                "include": ["documents", "metadatas", "embeddings"],
            ]
        )
        guard case .array(let ids)? = found["ids"] else { throw store.unexpected("ids") }
        guard !ids.isEmpty else { return nil }
        let columns = ["documents", "metadatas", "embeddings"].map { name -> [JSON] in
            if case .array(let values)? = found[name], values.count == ids.count { values } else { [] }
        }
        var documents: [WholeDocument] = []
        for (place, id) in ids.enumerated() {
            guard let key = id.stringValue else { throw store.unexpected("ids that are texts") }
            let values = columns.map { $0.isEmpty ? .null : $0[place] }
            guard let content = values[0].stringValue else { continue }
            documents.append(
                try WholeDocument(key: key, content: content, metadata: values[1], vector: values[2], dimensions)
            )
        }
        return ImportBatch(
            documents,
            position: "\(offset + ids.count)",
            withoutText: ids.count - documents.count
        )
    }
}
