package import Postgres

/// Which rows a search looks at: those whose metadata has, under each name, exactly the value given.
package struct MetadataFilter: Sendable {
    private let object: JSONText

    /// - Parameter object: a JSON object of names and the values they must have.
    package init(_ object: JSONText) {
        self.object = object
    }

    /// The condition on a column of metadata.
    ///
    /// Containment finds the rows by the GIN index; it also matches arrays and objects that hold more than was asked
    /// for, so each value is compared as well.
    package func condition(on metadata: SQL) -> SQL {
        """
        \(fragment: metadata) @> \(object) AND NOT EXISTS (
            SELECT FROM jsonb_each(\(object)) AS wanted
            WHERE \(fragment: metadata) -> wanted.key IS DISTINCT FROM wanted.value)
        """
    }
}
