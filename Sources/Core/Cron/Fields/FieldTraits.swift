/// How a field is written, as far as other dialects of cron may read it differently.
struct FieldTraits: OptionSet, Hashable, Sendable {
    let rawValue: Int

    /// It begins with a star, by which Vixie's cron knows that a field restricts nothing, also in `*/2`.
    static let star = FieldTraits(rawValue: 1 << 0)
    /// It begins with a star and yet restricts something.
    static let starStep = FieldTraits(rawValue: 1 << 1)
    /// A step does not divide the field evenly, as in `*/7`.
    static let unevenStep = FieldTraits(rawValue: 1 << 2)
    /// A step follows a single number, as in `5/15`.
    static let openStep = FieldTraits(rawValue: 1 << 3)
    /// Weekdays are numbers.
    static let weekdayNumber = FieldTraits(rawValue: 1 << 4)
    /// `L`, `W` or `#`, which come from Quartz.
    static let quartz = FieldTraits(rawValue: 1 << 5)
    /// `H`, which comes from Jenkins.
    static let hash = FieldTraits(rawValue: 1 << 6)
    /// `?`, which Quartz asks for.
    static let questionMark = FieldTraits(rawValue: 1 << 7)
}
