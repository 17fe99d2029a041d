import Documents
import Files
package import FoundationEssentials
import JSONFormat

/// What an archive says of itself, as its first member.
package struct CollectionManifest: Sendable, Hashable {
    static let format = "paddle-collection"
    static let version: Int64 = 1
    /// The most bytes of it.
    static let longest = 1 << 16

    /// Tells this export from all others.
    package let id: UUID
    /// The name of the collection that was exported.
    package let collection: String
    /// The model that made the vectors; nil where there are none.
    package let model: String?
    package let dimensions: Int
    package let documents: Int
    /// The passages that have vectors.
    package let passages: Int

    package init(
        id: UUID = UUID(),
        collection: String,
        model: String?,
        dimensions: Int,
        documents: Int,
        passages: Int
    ) {
        self.id = id
        self.collection = collection
        self.model = model
        self.dimensions = dimensions
        self.documents = documents
        self.passages = passages
    }

    init(_ extent: CollectionExtent, collection: String) {
        self.init(
            collection: collection,
            model: extent.model,
            dimensions: extent.dimensions,
            documents: Int(extent.documents),
            passages: Int(extent.passages)
        )
    }

    /// Reads the member.
    init(_ bytes: [UInt8]) throws(TransferError) {
        guard let json = try? JSON(parsing: bytes, within: .message), json.objectValue != nil else {
            throw Self.unreadable("it is not a JSON object")
        }
        guard json["format"]?.stringValue == Self.format else {
            throw Self.unreadable("its format is not \"\(Self.format)\"")
        }
        guard case .int(Self.version)? = json["version"] else {
            throw Self.unreadable("its version is not \(Self.version), the only one that this program reads")
        }
        guard let id = json["id"]?.stringValue.flatMap(UUID.init(uuidString:)) else {
            throw Self.unreadable("its id is not a UUID")
        }
        guard let collection = json["collection"]?.stringValue else {
            throw Self.unreadable("its collection is not a text")
        }
        self.init(
            id: id,
            collection: collection,
            model: json["model"]?.stringValue,
            dimensions: try Self.count("dimensions", of: json),
            documents: try Self.count("documents", of: json),
            passages: try Self.count("passages", of: json)
        )
    }

    /// The member.
    var bytes: [UInt8] {
        let json: JSON = [
            "format": .string(Self.format),
            "version": .int(Self.version),
            "id": .string(id.uuidString.lowercased()),
            "collection": .string(collection),
            "model": model.map { .string($0) } ?? .null,
            "dimensions": .int(Int64(dimensions)),
            "documents": .int(Int64(documents)),
            "passages": .int(Int64(passages)),
        ]
        return json.serialized() + [UInt8(ascii: "\n")]
    }

    private static func count(_ name: String, of json: JSON) throws(TransferError) -> Int {
        guard case .int(let number)? = json[name], (0...Int64(Int32.max)).contains(number) else {
            throw unreadable("its \(name) is not a number of them")
        }
        return Int(number)
    }

    private static func unreadable(_ reason: String) -> TransferError {
        TransferError(
            "This is not an archive of a collection: of manifest.json, \(reason). Export writes such archives."
        )
    }
}
