import Postgres

/// Which distance of two vectors is computed to find near ones. All vectors of ours are of length 1, so that each of these
/// puts them in the same order, and a score is the cosine whichever it is.
package enum VectorDistance: String, Sendable, Codable, CaseIterable {
    /// That of their directions.
    case cosine
    /// Their inner product, which takes the least to compute.
    case innerProduct = "inner_product"
    /// The length of the line between them.
    case l2

    /// How the names of pgvector's operator classes begin after the type.
    var operatorClass: String {
        switch self {
        case .cosine: "cosine"
        case .innerProduct: "ip"
        case .l2: "l2"
        }
    }

    fileprivate var sign: String {
        switch self {
        case .cosine: "<=>"
        case .innerProduct: "<#>"
        case .l2: "<->"
        }
    }

    /// The cosine distance that a distance of two vectors of length 1 comes to.
    func cosineDistance(_ distance: SQL) -> SQL {
        switch self {
        case .cosine: distance
        case .innerProduct: "1 + (\(fragment: distance))"
        case .l2: "(\(fragment: distance)) ^ 2 / 2"
        }
    }
}

extension Pgvector {
    /// The operator for a distance.
    func distance(_ distance: VectorDistance) -> SQL { "OPERATOR(\(identifier: schema).\(unsafe: distance.sign))" }
}
