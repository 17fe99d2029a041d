package import JSONFormat
package import Postgres

/// Limits rows to those whose metadata has exactly the given value under each name. A filter without names fits every
/// row, whatever its metadata is.
package struct MetadataFilter: Sendable {
    /// What the metadata must contain: the values that are no arrays and no objects whole, of the others a part.
    private let contained: JSON
    /// The members whose values are arrays or objects, which are compared as a whole as well.
    private let compared: JSONObject

    /// - Parameter object: The names and their required values.
    /// - Throws: ``RetrievalError`` for a filter past the ``MetadataFilterLimits``.
    package init(_ object: JSONObject) throws(RetrievalError) {
        try MetadataFilterLimits.check(object)
        contained = JSON.object(object).containedPart
        compared = JSONObject(
            uniqueKeysWithValues: object.filter { $0.value.isContainer }.map { ($0.key, $0.value) }
        )
    }

    /// The condition on a column of metadata; nil where every row fits.
    ///
    /// Containment uses the GIN index and reads the metadata once, however many names the filter has. It also matches
    /// arrays and objects that contain more than was asked for, and for arrays it takes time in proportion to the
    /// product of both lengths, so these are compared for equality, which again reads the metadata once.
    package func condition(on metadata: SQL) -> SQL? {
        guard contained != .object([:]) else { return nil }
        let containment: SQL = "\(fragment: metadata) @> \(JSONText(contained))"
        guard !compared.isEmpty else { return containment }
        return """
            \(fragment: containment) AND CASE WHEN pg_catalog.jsonb_typeof(\(fragment: metadata)) = 'object' THEN (
                SELECT pg_catalog.count(*) FROM pg_catalog.jsonb_each(\(fragment: metadata)) AS held
                JOIN pg_catalog.jsonb_each(\(JSONText(.object(compared)))) AS wanted
                    ON wanted.key = held.key AND wanted.value = held.value
            ) = \(Int64(compared.count)) END
            """
    }
}

extension JSON {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    /// A part of the value that every equal value contains, and that it takes little time to look for.
    fileprivate var containedPart: JSON {
        switch self {
        case .object(let members):
            .object(JSONObject(uniqueKeysWithValues: members.map { ($0.key, $0.value.containedPart) }))
        // Each element is compared with every one of the array in the row, so a few must do.
        case .array(let elements): .array(Array(elements.lazy.filter { !$0.isContainer }.prefix(8)))
        default: self
        }
    }
}
