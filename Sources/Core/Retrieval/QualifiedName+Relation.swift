package import Postgres

extension QualifiedName {
    /// The table as a `regclass`; NULL where there is none.
    package var relation: SQL {
        "pg_catalog.to_regclass(pg_catalog.format('%I.%I', \(schema)::pg_catalog.text, \(name)::pg_catalog.text))"
    }
}
