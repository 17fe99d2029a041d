import CLibpq

extension PostgresConnection {
    /// The OIDs of the given types in this database, looked up where they are not known yet.
    func numbers(of types: [PostgresType]) throws(PostgresError) -> [PostgresOID] {
        var numbers: [PostgresOID] = []
        numbers.reserveCapacity(types.count)
        for type in types { numbers.append(try number(of: type)) }
        return numbers
    }

    private func number(of type: PostgresType) throws(PostgresError) -> PostgresOID {
        if let known = types[type] { return known }
        switch type {
        case .builtin(let oid): return oid
        case .named(let name), .arrayOfNamed(let name):
            try lookUp(name)
            guard let found = types[type] else { throw unknownType(name) }
            return found
        }
    }

    private static let typesOfVectors: Set = ["vector", "halfvec", "sparsevec"]

    /// Finds the type `name` of an extension, in whatever schema, or else the one on the search path. Any other of that
    /// name may be somebody's trap, and so may a domain of that name, even one that its owner has made part of an extension
    /// of his: a type of pgvector is a base type of pgvector.
    private func lookUp(_ name: String) throws(PostgresError) {
        let inTransaction = libpq.transactionStatus != PQTRANS_IDLE
        let isFit: SQL =
            Self.typesOfVectors.contains(name)
            ? "extension OPERATOR(pg_catalog.=) 'vector' AND typtype OPERATOR(pg_catalog.=) 'b'"
            : "extension IS NOT NULL OR is_visible"
        let rows = PostgresRows(
            storage: try runUnnamed(
                """
                SELECT oid, typarray FROM (
                    SELECT t.oid, t.typarray, t.typtype, pg_catalog.pg_type_is_visible(t.oid) AS is_visible, (
                        SELECT e.extname
                        FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_extension AS e
                            ON e.oid OPERATOR(pg_catalog.=) d.refobjid
                        WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                            AND d.objid OPERATOR(pg_catalog.=) t.oid
                            AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND d.deptype OPERATOR(pg_catalog.=) 'e') AS extension
                    FROM pg_catalog.pg_type AS t WHERE t.typname OPERATOR(pg_catalog.=) \(name)::pg_catalog.name
                ) AS known WHERE \(fragment: isFit)
                ORDER BY extension IS NULL, is_visible DESC, oid LIMIT 1
                """
            )
        )
        guard let row = rows.first else { throw unknownType(name) }
        let (type, array) = try row.decode((UInt32, UInt32).self)
        types.learn(
            name,
            .init(type: PostgresOID(type), array: PostgresOID(array)),
            inTransaction: inTransaction
        )
    }

    private func unknownType(_ name: String) -> PostgresError {
        let isVector = Self.typesOfVectors.contains(name)
        return PostgresError(
            .encoding,
            "the database has no type \"\(name)\""
                + (isVector ? ": run CREATE EXTENSION vector (pgvector; halfvec needs 0.7 or newer)" : "")
        )
    }

    /// The values with the OIDs of named types filled in where the binary format contains them: in arrays.
    func resolved(_ binds: PostgresBinds) throws(PostgresError) -> PostgresBinds {
        guard binds.hasArraysOfNamedTypes else { return binds }
        var resolved = binds
        for item in binds.items {
            guard case .arrayOfNamed(let name) = item.type, item.length >= 0 else { continue }
            resolved.setElementType(try number(of: .named(name)), of: item)
        }
        return resolved
    }
}
