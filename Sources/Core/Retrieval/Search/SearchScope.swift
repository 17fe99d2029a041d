package import Postgres

/// Which parts of a table a search looks in: the rows whose scope column holds one of these values.
package struct SearchScope: Sendable {
    private let values: SQL

    /// The parts that these values name, such as the ids of memory banks.
    package init<Value: PostgresArrayElement>(_ values: [Value]) {
        self.values = "\(values)"
    }

    /// Arrays of one compare as plainly as a value does, and use the same index.
    func condition(on column: SQL) -> SQL {
        "\(fragment: column) = ANY (\(fragment: values))"
    }
}
