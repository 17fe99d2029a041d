import Documents
import Embedding
import Files
import JSONFormat
import Postgres
import Retrieval

/// A collection of a Qdrant server, read page by page over its REST interface.
package struct QdrantSource: ImportSource {
    /// Which collection, and where in its points the text is.
    package struct Place: Sendable {
        var collection: String
        /// The field of the payload that holds the text.
        var content: String
        /// The vector of that name; nil for the only one.
        var vector: String?

        package init(collection: String, content: String = "document", vector: String? = nil) {
            self.collection = collection
            self.content = content
            self.vector = vector
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
    private let content: String
    private let vector: String?

    /// Asks for the collection.
    ///
    /// - Parameter model: The model that made its vectors; nil to take it from the vector's name, as fastembed gives it.
    package static func open(_ place: Place, in store: RemoteStore, model: String?) async throws -> QdrantSource {
        let name = try RemoteStore.segment(place.collection, what: "The name of Qdrant's collection")
        let path = "collections/\(name)"
        let found = try await store.get(path)["result"]
        guard let declared = found?["config"]?["params"]?["vectors"]?.objectValue else {
            throw store.unexpected("a description of its vectors")
        }
        var (vector, size) = (place.vector, declared["size"])
        if size == nil {
            let names = Array(declared.keys)
            if vector == nil, names.count == 1 { vector = names[0] }
            guard let vector, let named = declared[vector] else {
                throw TransferError(
                    "Which vector of Qdrant's collection \(name) is meant? It has \(names.joined(separator: ", "))."
                )
            }
            size = named["size"]
        }
        var (total, dimensions): (Int?, Int?) = (nil, nil)
        if case .int(let count)? = found?["points_count"] { total = Int(exactly: count) }
        if case .int(let number)? = size { dimensions = Int(exactly: number) }
        return QdrantSource(
            identity: "qdrant \(store.address) \(name) \(place.content)",
            name: "Qdrant's collection \(name)",
            model: model.map(EmbeddingModel.id(of:)) ?? vector.flatMap(modelName),
            dimensions: dimensions,
            total: total,
            store: store,
            path: path,
            content: place.content,
            vector: vector
        )
    }

    /// The model of a vector's name as `qdrant-client` and `mcp-server-qdrant` give it: `fast-all-minilm-l6-v2`.
    private static func modelName(_ vector: String) -> String? {
        vector.lowercased() == "fast-all-minilm-l6-v2" ? "all-MiniLM-L6-v2" : nil
    }

    package func batch(after position: String?) async throws -> ImportBatch? {
        var question: JSONObject = [
            "limit": .int(Int64(Self.page)), "with_payload": true,
            "with_vector": vector.map { .array([.string($0)]) } ?? true,
        ]
        if let position {
            // Behind the last page there is nothing.
            guard let offset = try? JSON(parsing: position), offset != .null else { return nil }
            question["offset"] = offset
        }
        let found = try await store.post("\(path)/points/scroll", .object(question))["result"]
        guard case .array(let points)? = found?["points"] else { throw store.unexpected("points") }
        var documents: [WholeDocument] = []
        for point in points {
            guard var payload = point["payload"]?.objectValue, let text = payload[content]?.stringValue else {
                continue
            }
            guard let id = point["id"] else { throw store.unexpected("the ids of points") }
            payload[content] = nil
            // mcp-server-qdrant keeps the metadata in a field of that name.
            let metadata = payload.count == 1 ? payload["metadata"] : nil
            documents.append(
                try WholeDocument(
                    key: id.stringValue ?? id.description,
                    content: text,
                    metadata: metadata ?? .object(payload),
                    vector: (vector.map { point["vector"]?[$0] } ?? point["vector"]) ?? .null,
                    dimensions
                )
            )
        }
        return ImportBatch(
            documents,
            position: (found?["next_page_offset"] ?? .null).description,
            withoutText: points.count - documents.count
        )
    }
}
