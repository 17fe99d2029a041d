package import Postgres

/// Limits a search to rows whose metadata has exactly the given value under each name.
package struct MetadataFilter: Sendable {
    private let object: JSONText

    /// - Parameter object: A JSON object of names and their required values.
    package init(_ object: JSONText) {
        self.object = object
    }

    /// The condition on a column of metadata.
    ///
    /// Containment uses the GIN index, but it also matches arrays and objects that contain more than was asked for, so
    /// each value is compared as well.
    package func condition(on metadata: SQL) -> SQL {
        """
        \(fragment: metadata) @> \(object) AND NOT EXISTS (
            SELECT FROM jsonb_each(\(object)) AS wanted
            WHERE \(fragment: metadata) -> wanted.key IS DISTINCT FROM wanted.value)
        """
    }
}
