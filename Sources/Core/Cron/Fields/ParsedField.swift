/// What one field of an expression allows.
struct ParsedField: Hashable, Sendable {
    let field: CronField
    /// As it was written.
    let text: String
    var traits: FieldTraits = []
    /// The values that always fit; of weekdays, 0 is Sunday.
    var values = ValueSet()
    /// Days of a month that depend on the month.
    var monthEnds = MonthEndDays()
    /// Weekdays that fit only in some weeks of a month.
    var weeks = NumberedWeekdays()

    /// Whether it allows everything.
    var isUnrestricted: Bool { values.count == field.size }

    mutating func formUnion(_ other: ParsedField) {
        traits.formUnion(other.traits)
        values.formUnion(other.values)
        monthEnds.formUnion(other.monthEnds)
        weeks.formUnion(other.weeks)
    }
}
