import JSONFormat
import Postgres
import Retrieval

extension JSON {
    /// The metadata of a document as tools show it. Tools store objects, but another program may have stored nothing,
    /// which is shown as an object without members, or any other value.
    init(metadata: JSONText?) {
        self = metadata.map { JSON($0) } ?? [:]
    }
}
