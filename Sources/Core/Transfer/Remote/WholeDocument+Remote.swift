import Documents
import Files
import JSONFormat
import Postgres
import Retrieval

extension WholeDocument {
    /// A document of another store.
    ///
    /// - Parameters:
    ///   - key: What the other store knows it by.
    ///   - metadata: An object, or nothing.
    ///   - vector: A list of numbers, or nothing.
    ///   - dimensions: Of the vector; nil for any, which then is not kept.
    init(key: String, content: String, metadata: JSON, vector: JSON, _ dimensions: Int?) throws(TransferError) {
        let members: JSONObject = [
            "key": .string(key), "content": .string(content),
            "metadata": metadata.objectValue.map { .object($0) } ?? [:],
        ]
        do {
            try self.init(members, dimensions: 0)
            if let dimensions, vector != .null { self.vector = try [Float](vector, dimensions: dimensions) }
        } catch {
            throw TransferError("The document \(String(key.prefix(100)).debugDescription) \(error).")
        }
    }
}
