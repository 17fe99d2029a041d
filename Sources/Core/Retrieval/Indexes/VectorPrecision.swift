import Postgres

/// How exactly an index over vectors holds them.
package enum VectorPrecision: String, Sendable, Codable, CaseIterable, PostgresArrayElement {
    /// As they are: 4 bytes a dimension.
    case full
    /// As `halfvec`, 2 bytes a dimension, at nearly no loss.
    case half
    /// One bit a dimension: many candidates are then ranked by the vectors themselves.
    case binary

    /// The operator class by which an index finds what is near.
    func operatorClass(_ distance: VectorDistance) -> String {
        switch self {
        case .full: "vector_\(distance.operatorClass)_ops"
        case .half: "halfvec_\(distance.operatorClass)_ops"
        case .binary: "bit_hamming_ops"
        }
    }

    /// The most dimensions that pgvector can index.
    var mostDimensions: Int {
        switch self {
        case .full: 2_000
        case .half: 4_000
        case .binary: 64_000
        }
    }

    /// How many candidates an index must give, so that the `limit` nearest are among them.
    func depth(for limit: Int32) -> Int32 {
        switch self {
        case .full: limit
        case .half: limit + 10
        case .binary: max(200, limit * 4)
        }
    }
}

extension Pgvector {
    /// A vector as an index of some precision holds it; an index over an expression serves only for the same expression.
    func indexed(_ vector: SQL, as precision: VectorPrecision, dimensions: Int) -> SQL {
        let size = String(dimensions)
        return switch precision {
        case .full: vector
        case .half: "(\(fragment: vector))::\(identifier: schema).halfvec(\(unsafe: size))"
        case .binary: "(\(identifier: schema).binary_quantize(\(fragment: vector)))::bit(\(unsafe: size))"
        }
    }

    /// The distance of two vectors as such an index computes it.
    func distance(
        _ one: SQL,
        _ other: SQL,
        as precision: VectorPrecision,
        dimensions: Int,
        by distance: VectorDistance
    ) -> SQL {
        let one = indexed(one, as: precision, dimensions: dimensions)
        let other = indexed(other, as: precision, dimensions: dimensions)
        let distance: SQL = precision == .binary ? "OPERATOR(\(identifier: schema).<~>)" : self.distance(distance)
        return "\(fragment: one) \(fragment: distance) \(fragment: other)"
    }

    /// Whether it has `halfvec` and `binary_quantize`.
    var hasHalfVectors: Bool { PgvectorVersion(version) >= PgvectorVersion("0.7.0") }

    /// Whether several processes may build one HNSW index: before, they overflow a buffer.
    var buildsInParallel: Bool { PgvectorVersion(version) >= PgvectorVersion("0.8.2") }
}
