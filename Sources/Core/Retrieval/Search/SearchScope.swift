package import Postgres

/// Limits a search to rows whose scope column has one of some values and, where the table's owner asks for more, to those
/// that meet a condition of its own.
package struct SearchScope: Sendable {
    private let values: SQL
    private let isMet: (@Sendable (_ row: SQL) -> SQL)?
    /// The values, where they are numbers.
    let numbers: [Int64]?
    /// Whether few of the rows may meet the owner's condition.
    let isSelective: Bool

    /// The parts that these values name, such as the ids of memory banks.
    ///
    /// - Parameters:
    ///   - isSelective: Whether few rows may meet `isMet`.
    ///   - isMet: A condition on a row of the table, which is given by its name in the statement.
    package init<Value: PostgresArrayElement>(
        _ values: [Value],
        isSelective: Bool = false,
        where isMet: (@Sendable (_ row: SQL) -> SQL)? = nil
    ) {
        self.values = "\(values)"
        self.isMet = isMet
        self.isSelective = isSelective
        numbers = (values as? [any FixedWidthInteger])?.map { Int64($0) }
    }

    /// The condition on a row.
    ///
    /// - Parameter column: The scope column of the table.
    func condition(on row: SQL, column: String) -> SQL {
        let isWithin = isWithin(row, column: column)
        guard let isMet else { return isWithin }
        return "\(fragment: isWithin) AND \(fragment: isMet(row))"
    }

    /// The part of it that the values alone make.
    func isWithin(_ row: SQL, column: String) -> SQL {
        // An array of one element is as fast as a plain comparison, and uses the same index.
        "\(fragment: row).\(identifier: column) = ANY (\(fragment: values))"
    }
}
