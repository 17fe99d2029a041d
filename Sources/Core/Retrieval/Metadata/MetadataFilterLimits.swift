import JSONFormat

/// How large a filter may be, so that comparing it with many rows stays quick.
package enum MetadataFilterLimits {
    /// Values to compare with, at most: each operator has one, and `$in` and `$nin` as many as are listed.
    package static let clauses = 1_000
    /// Levels of arrays and objects, at most, the filter itself among them; also of names joined by dots.
    package static let depth = 32
    /// Bytes of the filter as JSON, at most.
    package static let bytes = 100_000

    static func check(_ object: JSONObject) throws(RetrievalError) {
        guard JSON.object(object).isNested(atMost: depth) else {
            throw RetrievalError(
                .filter,
                "filter nests arrays and objects deeper than \(depth) levels; filter by values that are less deep."
            )
        }
        let size = JSON.object(object).serialized().count
        guard size <= bytes else {
            throw RetrievalError(
                .filter,
                "filter has \(size) bytes as JSON, more than the \(bytes) it may have; filter by shorter values."
            )
        }
    }

    static func check(clauses: Int) throws(RetrievalError) {
        guard clauses <= Self.clauses else {
            throw RetrievalError(
                .filter,
                """
                filter compares with \(clauses) values, more than the \(Self.clauses) it may have; filter by what tells \
                rows apart, or ask several times.
                """
            )
        }
    }
}

extension JSON {
    fileprivate func isNested(atMost depth: Int) -> Bool {
        switch self {
        case .array(let elements): depth > 0 && elements.allSatisfy { $0.isNested(atMost: depth - 1) }
        case .object(let members): depth > 0 && members.values.allSatisfy { $0.isNested(atMost: depth - 1) }
        default: true
        }
    }
}
