/// A limit was set to an invalid value.
package struct InvalidLimit: Error, CustomStringConvertible {
    /// The allowed values, and the actual one.
    package let description: String

    /// Checks a limit.
    ///
    /// - Parameter rule: What it must be, as a sentence without its full stop.
    package static func check<Value>(
        _ value: Value,
        in range: some RangeExpression<Value>,
        _ rule: String
    ) throws(InvalidLimit) {
        guard !range.contains(value) else { return }
        throw InvalidLimit(description: "\(rule) (got \(value)).")
    }
}
