import Postgres

/// Which index is to be built over the vectors of a table.
package struct VectorIndexPlan: Sendable, Hashable {
    /// How an index finds what is near.
    package enum Method: String, Sendable, CaseIterable {
        /// A graph of neighbours: finds most, and takes long to build.
        case hnsw
        /// Lists around centres: quickly built, to be built again once the rows have changed much.
        case ivfflat
    }

    package var method: Method
    package var precision: VectorPrecision
    /// Those that are nil are chosen.
    package var parameters: VectorIndexParameters

    package init(
        _ method: Method = .hnsw,
        precision: VectorPrecision = .full,
        parameters: VectorIndexParameters = VectorIndexParameters()
    ) {
        self.method = method
        self.precision = precision
        self.parameters = parameters
    }

    /// The same index again; nil for one that only others know to build.
    package init?(of state: VectorIndexState) {
        guard let method = Method(rawValue: state.index.method) else { return nil }
        self.init(method, precision: state.index.precision, parameters: state.parameters)
    }

    /// - Throws: ``RetrievalError`` for what pgvector cannot build.
    func check(dimensions: Int, _ pgvector: Pgvector) throws(RetrievalError) {
        if precision != .full, !pgvector.hasHalfVectors {
            throw RetrievalError(
                .index,
                "precision \(precision) needs pgvector 0.7.0; the database has \(pgvector.version). Update it, or use full."
            )
        }
        if dimensions > precision.mostDimensions {
            let finest = VectorPrecision.allCases.first { $0.mostDimensions >= dimensions }
            throw RetrievalError(
                .index,
                """
                An index of precision \(precision) takes at most \(precision.mostDimensions) dimensions, and the vectors have \
                \(dimensions). \(finest.map { "Use precision \($0)." } ?? "Leave them without an index.")
                """
            )
        }
        let (m, efConstruction) = (parameters.m ?? 16, parameters.efConstruction ?? 64)
        switch method {
        case .hnsw:
            guard parameters.lists == nil else {
                throw RetrievalError(.index, "lists is for ivfflat; an hnsw index has m and ef_construction.")
            }
            guard efConstruction >= 2 * m else {
                throw RetrievalError(
                    .index,
                    "ef_construction must be at least twice m: \(2 * m) or more, not \(efConstruction)."
                )
            }
        case .ivfflat:
            guard parameters.m == nil, parameters.efConstruction == nil else {
                throw RetrievalError(.index, "m and ef_construction are for hnsw; an ivfflat index has lists.")
            }
        }
    }

    /// The statement that builds the index, while others write.
    ///
    /// - Parameter rows: About how many vectors there are.
    func building(
        _ name: String,
        on column: VectorColumn,
        rows: Int64,
        dimensions: Int,
        distance: VectorDistance,
        _ pgvector: Pgvector
    ) -> SQL {
        let part: SQL = column.remainder.map { "WHERE \(fragment: $0.predicate)" } ?? ""
        let indexed = pgvector.indexed("\(identifier: column.name)", as: precision, dimensions: dimensions)
        let operatorClass: SQL = "\(identifier: pgvector.schema).\(identifier: precision.operatorClass(distance))"
        let options =
            switch method {
            case .hnsw: "m = \(parameters.m ?? 16), ef_construction = \(parameters.efConstruction ?? 64)"
            case .ivfflat: "lists = \(parameters.lists ?? Self.lists(rows: rows))"
            }
        return """
            CREATE INDEX CONCURRENTLY \(identifier: name) ON \(identifier: column.table)
            USING \(unsafe: method.rawValue) ((\(fragment: indexed)) \(fragment: operatorClass)) WITH (\(unsafe: options))
            \(fragment: part)
            """
    }

    /// As pgvector advises.
    private static func lists(rows: Int64) -> Int32 {
        let lists = rows > 1_000_000 ? Int64(Double(rows).squareRoot()) : rows / 1000
        return Int32(min(32_768, max(10, lists)))
    }
}
