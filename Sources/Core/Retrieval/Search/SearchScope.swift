package import Postgres

/// Limits a search to rows whose scope column has one of these values.
package struct SearchScope: Sendable {
    private let values: SQL

    /// The parts that these values name, such as the ids of memory banks.
    package init<Value: PostgresArrayElement>(_ values: [Value]) {
        self.values = "\(values)"
    }

    /// An array of one element is as fast as a plain comparison, and uses the same index.
    func condition(on column: SQL) -> SQL {
        "\(fragment: column) = ANY (\(fragment: values))"
    }
}
