import JSONFormat
import MCP
import OrderedCollections
import Postgres

extension JSONText {
    /// A JSON object in the database's form.
    init(_ object: JSONObject) {
        self.init(JSON.object(object))
    }

    /// A JSON value in the database's form.
    init(_ value: JSON) {
        self.init(String(decoding: value.serialized(), as: UTF8.self))
    }
}

extension JSONObject {
    /// The members of a stored object; none where another program stored no object.
    init(_ text: JSONText?) {
        let value = text.flatMap { try? JSON(parsing: Array($0.text.utf8)) }
        self = value?.objectValue ?? [:]
    }
}
