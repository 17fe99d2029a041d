/// A moment as RFC 3339 writes it, in a form that PostgreSQL reads without error.
public struct RFC3339Time: Sendable {
    /// The text, as it was given.
    public let text: String

    /// The moment that a text names: a day of the years 1 to 9999, a time, and a zone of less than 16 hours, as in
    /// `2026-11-26T09:30:00.25+01:00`; nil for any other text.
    public init?(_ text: String) {
        // At most microseconds are kept, so more digits would say nothing.
        let form =
            /([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,32})?(?:[Zz]|[+-]([0-9]{2}):([0-9]{2}))/
        guard let parts = text.wholeMatch(of: form)?.output,
            let year = Int(parts.1), let month = Int(parts.2), let day = Int(parts.3),
            let hour = Int(parts.4), let minute = Int(parts.5), let second = Int(parts.6),
            let zoneHour = Int(parts.7 ?? "0"), let zoneMinute = Int(parts.8 ?? "0"),
            year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(of: month, in: year),
            // A leap second is the first of the next minute.
            hour <= 23, minute <= 59, second <= 60, zoneHour <= 15, zoneMinute <= 59
        else { return nil }
        self.text = text
    }

    private static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
