/// An index over vectors: it finds near ones without computing the distance to all, and may miss some.
package struct VectorIndex: Sendable, Hashable, CustomStringConvertible {
    /// Its name.
    package let name: String
    /// Its access method, such as `hnsw` or `ivfflat`.
    package let method: String
    /// How exactly it holds the vectors.
    package let precision: VectorPrecision

    package init(name: String, method: String, precision: VectorPrecision = .full) {
        self.name = name
        self.method = method
        self.precision = precision
    }

    /// Whether searches choose it rather than the other one.
    func isFiner(than other: VectorIndex) -> Bool {
        let precisions = VectorPrecision.allCases
        let (own, others) = (precisions.firstIndex(of: precision)!, precisions.firstIndex(of: other.precision)!)
        return own == others ? method == "hnsw" && other.method != "hnsw" : own < others
    }

    /// As in `index idx_documents_embedding (hnsw)`, or `(hnsw, binary)`.
    package var description: String {
        "index \(name) (\(method)\(precision == .full ? "" : ", \(precision)"))"
    }
}

/// How a search has reached the rows.
package enum SearchPath: Sendable, Hashable, CustomStringConvertible {
    /// By computing the distance to every row that passes scope and filter: none is missed.
    case exact
    /// Through these indexes.
    case indexes([VectorIndex])

    /// `exact`, or the indexes.
    package var description: String {
        switch self {
        case .exact: "exact"
        case .indexes(let indexes): indexes.map(\.description).joined(separator: ", ")
        }
    }
}

/// Which postings a search by keywords has read.
package enum KeywordPath: Sendable, Hashable, CustomStringConvertible {
    /// All of the query's words.
    case all
    /// Those of its rare words; common words were looked up for the best rows only.
    case rareWords

    /// As in `keywords (rare words first)`.
    package var description: String {
        switch self {
        case .all: "keywords"
        case .rareWords: "keywords (rare words first)"
        }
    }
}
