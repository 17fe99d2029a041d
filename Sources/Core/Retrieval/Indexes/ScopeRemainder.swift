import Postgres

/// Rows whose scope leaves some remainder, which share an index over their vectors.
///
/// A scan of an HNSW index that leaves out most of what it finds is slow, and ends before it has found enough. Among the rows
/// of one remainder, those of one scope are not rare; and there are as many indexes however many scopes there are.
struct ScopeRemainder: Sendable, Hashable {
    let column: String
    let modulus: Int32
    let remainder: Int32

    /// The condition on a row, as its partial index has it: the planner takes an index for what is written alike.
    func condition(on row: SQL) -> SQL {
        "(\(fragment: row).\(identifier: column) % \(unsafe: String(modulus))) = \(unsafe: String(remainder))"
    }

    /// The same without a name for the row, as an index is declared.
    var predicate: SQL {
        "(\(identifier: column) % \(unsafe: String(modulus))) = \(unsafe: String(remainder))"
    }
}

extension EmbeddedTable {
    /// All remainders; none where one index is over all rows.
    var remainders: [ScopeRemainder] {
        guard let scope, let scopeModulus else { return [] }
        return (0..<scopeModulus).map { ScopeRemainder(column: scope, modulus: scopeModulus, remainder: $0) }
    }

    /// The remainders that some scopes leave; none where one index is over all rows, or where not all scopes have one: an
    /// earlier program may have given out negative numbers, which no index is for.
    func remainders(of scope: SearchScope?) -> [ScopeRemainder] {
        guard let scopeModulus, let values = scope?.numbers else { return [] }
        let found = Set(values.map { $0 % Int64(scopeModulus) })
        guard found.allSatisfy({ $0 >= 0 }) else { return [] }
        return remainders.filter { found.contains(Int64($0.remainder)) }
    }

    /// The remainder of a partial index `x` of pg_index; NULL for any other index.
    var indexRemainder: SQL {
        guard let scope, let scopeModulus else { return "NULL::pg_catalog.int4" }
        // As PostgreSQL writes such a predicate.
        return """
            (pg_catalog.regexp_match(pg_catalog.pg_get_expr(x.indpred, x.indrelid),
                '^\\(\\(' || pg_catalog.regexp_replace(pg_catalog.quote_ident(\(scope)), '[^a-z0-9_]', '.', 'g')
                || ' % \(unsafe: String(scopeModulus))\\) = ([0-9]+)\\)$'))[1]::pg_catalog.int4
            """
    }
}
