import JSONFormat

/// How large a filter may be, so that comparing it with many rows stays quick.
package enum MetadataFilterLimits {
    /// Names, at most.
    package static let names = 1_000
    /// Levels of arrays and objects, at most, the filter itself among them.
    package static let depth = 32
    /// Bytes of the filter as JSON, at most.
    package static let bytes = 100_000

    static func check(_ object: JSONObject) throws(RetrievalError) {
        guard object.count <= names else {
            throw RetrievalError(
                .filter,
                "filter has \(object.count) names, more than the \(names) it may have; name those that tell rows apart."
            )
        }
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
