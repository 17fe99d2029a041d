import Postgres

/// Compares indexes over vectors with exact search, by looking for stored vectors. It writes nothing.
package struct RecallMeasurement: Sendable {
    /// Called with how much is done, of 1.
    package typealias Progress = @Sendable (_ share: Double) -> Void

    private let store: EmbeddedTableStore
    private let sample: Int32
    private let limit: Int32
    private let timeLimit: Duration

    /// - Parameters:
    ///   - sample: How many stored vectors to look for.
    ///   - limit: How many neighbours of each to find.
    ///   - time: How long it may take for each index; fewer vectors are then looked for.
    package init(
        _ store: EmbeddedTableStore,
        sample: Int32 = 100,
        limit: Int32 = 10,
        within time: Duration = .seconds(20)
    ) {
        self.store = store
        self.sample = sample
        self.limit = limit
        timeLimit = time
    }

    /// What each index that searches use finds; none for a table without one, or without enough vectors.
    package func measure(progress: @escaping Progress = { _ in }) async throws -> [IndexRecall] {
        let contents = try await store.indexes(isRenewed: true)
        let columns = store.table.vectorColumns
        var measured: [IndexRecall] = []
        for (place, column) in columns.enumerated() {
            let isOfRows = column.table == store.table.name
            let precision = isOfRows ? contents.precisions.rows : contents.precisions.passages
            let serving = try await store.vectorIndexes().filter {
                $0.table == column.table && $0.serves && $0.index.precision == precision
            }
            // The planner takes the graph where there are both.
            guard let state = serving.first(where: { $0.index.method == "hnsw" }) ?? serving.first else { continue }
            let part = 1 / Double(columns.count)
            let recall = try await store.pool.transaction(isolation: .repeatableRead, readOnly: true, attempts: 1) {
                try await measure(state, on: column, contents, $0) { progress((Double(place) + $0) * part) }
            }
            if let recall { measured.append(recall) }
        }
        progress(1)
        return measured
    }

    /// A stored vector and what an exact search finds near it.
    private struct Question {
        let vector: Vector
        let row: String
        /// The distance of the last of the nearest.
        let farthest: Double
        let count: Int
    }

    private func measure(
        _ state: VectorIndexState,
        on column: VectorColumn,
        _ contents: IndexCatalog.Contents,
        _ connection: PostgresConnection,
        _ progress: Progress
    ) async throws -> IndexRecall? {
        let start = ContinuousClock.now
        var exactTimes: [Duration] = []
        var questions: [Question] = []
        for (row, vector) in try await stored(in: column, connection) {
            let (distances, time) = try await neighbours(of: vector, row, in: column, by: nil, connection)
            guard let farthest = distances.last else { continue }
            exactTimes.append(time)
            questions.append(Question(vector: vector, row: row, farthest: farthest, count: distances.count))
            progress(0.5 * Double(questions.count) / Double(sample))
            if .now - start > timeLimit / 2 { break }
        }
        guard !questions.isEmpty else { return nil }

        let isGraph = state.index.method == "hnsw"
        let inUse =
            isGraph
            ? store.table.efSearch ?? min(1000, store.automaticEfSearch(breadth: limit * 4 + 20, contents))
            : min(state.parameters.lists ?? .max, store.table.probes ?? Int32(contents.probes))
        let values = values(isGraph: isGraph, lists: state.parameters.lists ?? 100, inUse: inUse)
        var points: [IndexRecall.Point] = []
        for (place, value) in values.enumerated() {
            try await connection.execute(
                store.indexSettings(efSearch: isGraph ? value : 1000, probes: isGraph ? 32_768 : value)
            )
            // What the first searches must read from the disk is not the setting's fault.
            for question in questions.prefix(place == 0 ? 5 : 0) {
                _ = try await neighbours(
                    of: question.vector,
                    question.row,
                    in: column,
                    by: state.index.precision,
                    connection
                )
            }
            var (found, wanted) = (0, 0)
            var times: [Duration] = []
            for question in questions {
                let (distances, time) = try await neighbours(
                    of: question.vector,
                    question.row,
                    in: column,
                    by: state.index.precision,
                    connection
                )
                times.append(time)
                wanted += question.count
                // By distance: of several at the same one, any is as right as another.
                found += distances.count { $0 <= question.farthest }
            }
            points.append(
                IndexRecall.Point(
                    value: value,
                    recall: Double(found) / Double(wanted),
                    milliseconds: times.median / .milliseconds(1)
                )
            )
            progress(0.5 + 0.5 * Double(place + 1) / Double(values.count))
            if .now - start > timeLimit { break }
        }
        return IndexRecall(
            index: state.index,
            table: column.table,
            setting: isGraph ? .efSearch : .probes,
            inUse: inUse,
            sample: questions.count,
            limit: limit,
            exactMilliseconds: exactTimes.median / .milliseconds(1),
            points: points
        )
    }

    private func values(isGraph: Bool, lists: Int32, inUse: Int32) -> [Int32] {
        let values: [Int32] =
            isGraph
            ? [10, 20, 40, 80, 160, 320, 640].filter { $0 >= limit }
            : [1, 2, 4, 8, 16, 32, 64, 128].filter { $0 < lists } + [lists]
        return Set(values + [inUse]).sorted()
    }

    /// Some stored vectors, each with the place of its row.
    private func stored(in column: VectorColumn, _ connection: PostgresConnection) async throws -> [(String, Vector)] {
        let rows = try await connection.query(
            "SELECT greatest(1, reltuples)::pg_catalog.float8 FROM pg_catalog.pg_class WHERE oid = \(fragment: column.table.relation)"
        )[0].decode(Double.self)
        // Far more than are needed, since some may be without a vector.
        let percent = min(100, 5_000 * Double(sample) / rows)
        return try await connection.query(
            """
            SELECT ctid::pg_catalog.text, \(identifier: column.name)
            FROM \(identifier: column.table) TABLESAMPLE SYSTEM (\(percent))
            WHERE \(identifier: column.name) IS NOT NULL ORDER BY pg_catalog.random() LIMIT \(sample)
            """
        ).map { try $0.decode((String, Vector).self) }
    }

    /// The distances of the nearest vectors but the row's own, and how long it took to find them.
    private func neighbours(
        of vector: Vector,
        _ row: String,
        in column: VectorColumn,
        by precision: VectorPrecision?,
        _ connection: PostgresConnection
    ) async throws -> ([Double], Duration) {
        let statement = store.nearest(to: "\(vector)", by: precision).rows(
            [:],
            of: "v.\(identifier: column.name)",
            from: "\(identifier: column.table) AS v WHERE v.ctid <> \(row)::pg_catalog.text::pg_catalog.tid",
            limit: limit
        )
        let start = ContinuousClock.now
        let rows = try await connection.query(statement)
        let time = .now - start
        // A vector without length is at no distance from anything.
        return (try rows.compactMap { try $0.decode(Double?.self) }.filter { !$0.isNaN }, time)
    }
}

extension [Duration] {
    fileprivate var median: Duration { sorted()[count / 2] }
}
