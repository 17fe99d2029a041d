/// A schedule that is refused; the text says what was wrong, what was expected, and gives an example.
package struct ScheduleError: Error, Hashable, CustomStringConvertible {
    /// The field that is wrong, where it is one.
    package let field: CronField?
    /// Sentences for people.
    package let description: String

    init(_ problem: String, _ expectation: String) {
        field = nil
        description = "\(problem) \(expectation)"
    }

    /// - Parameter expectation: Nil for what the field accepts.
    init(_ field: CronField, _ text: String, _ problem: String, _ expectation: String? = nil) {
        self.field = field
        description = "The \(field.rawValue) \(Quoted(text)) \(problem). \(expectation ?? field.expectation)"
    }
}
