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

    /// Finds the type `name` of an extension, in whatever schema, or else the one on the search path. Any other of that
    /// name may be somebody's trap.
    private func lookUp(_ name: String) throws(PostgresError) {
        let inTransaction = libpq.transactionStatus != PQTRANS_IDLE
        let rows = PostgresRows(
            storage: try runUnnamed(
                """
                SELECT oid, typarray FROM (
                    SELECT t.oid, t.typarray, EXISTS (
                        SELECT FROM pg_catalog.pg_depend AS d
                        WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
                            AND d.objid OPERATOR(pg_catalog.=) t.oid
                            AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
                            AND d.deptype OPERATOR(pg_catalog.=) 'e') AS is_extensions
                    FROM pg_catalog.pg_type AS t WHERE t.typname OPERATOR(pg_catalog.=) \(name)::pg_catalog.name
                ) AS known WHERE is_extensions OR pg_catalog.pg_type_is_visible(oid)
                ORDER BY is_extensions DESC LIMIT 1
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
        let isVector = name == "vector" || name == "halfvec"
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
