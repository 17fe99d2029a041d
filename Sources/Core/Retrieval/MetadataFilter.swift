public import Postgres

/// Which documents a search looks at: those whose metadata has, under each name, exactly the value given.
public struct MetadataFilter: Sendable {
    let object: JSONText

    /// - Parameter object: a JSON object of names and the values they must have.
    public init(_ object: JSONText) {
        self.object = object
    }

    /// Containment finds the rows by the GIN index; it also matches arrays and objects that hold more than was asked
    /// for, so each value is compared as well.
    func condition(on table: String) -> SQL {
        let metadata: SQL = "\(identifier: table).metadata"
        return """
            \(fragment: metadata) @> \(object) AND NOT EXISTS (
                SELECT FROM jsonb_each(\(object)) AS wanted
                WHERE \(fragment: metadata) -> wanted.key IS DISTINCT FROM wanted.value)
            """
    }
}
