/// A text such as `CET-1CEST,M3.5.0,M10.5.0/3`, as POSIX defines it for `TZ`, and RFC 8536 for the end of its files.
struct POSIXTimeZone: Hashable {
    var standard: LocalTimeType
    /// Nil where clocks are never changed.
    var recurring: RecurringChanges?

    /// Nil for a text of another form.
    init?(_ text: String) {
        var scanner = ByteScanner(text)
        guard let name = scanner.zoneAbbreviation(), let west = scanner.signedTime(hours: 24) else { return nil }
        standard = LocalTimeType(offset: -west, isDaylight: false, abbreviation: name)
        guard !scanner.isAtEnd else { return }
        guard let other = scanner.zoneAbbreviation() else { return nil }
        var offset = standard.offset + 3_600
        if scanner.next != UInt8(ascii: ",") {
            guard let west = scanner.signedTime(hours: 24) else { return nil }
            offset = -west
        }
        guard scanner.take(","), let start = scanner.yearlyMoment(),
            scanner.take(","), let end = scanner.yearlyMoment(), scanner.isAtEnd
        else { return nil }
        // In Ireland winter is the exception, so that the offset of "daylight" time is below the other.
        let daylight = LocalTimeType(offset: offset, isDaylight: true, abbreviation: other)
        recurring = RecurringChanges(standard: standard, daylight: daylight, start: start, end: end)
        // What ends when it begins anew lasts for ever; RFC 8536 has it written so.
        if daylight.moment(of: end.local(in: 2025)) >= standard.moment(of: start.local(in: 2026)) {
            (standard, recurring) = (daylight, nil)
        }
    }
}

extension ByteScanner {
    /// Letters, or any name in angle brackets.
    fileprivate mutating func zoneAbbreviation() -> String? {
        let isQuoted = take("<")
        let name = prefix { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): isQuoted
            default: false
            }
        }
        guard name.utf8.count >= 3, !isQuoted || take(">") else { return nil }
        return name
    }

    /// `5`, `-3:30` or `+50:00:00`, in seconds.
    fileprivate mutating func signedTime(hours limit: Int) -> Int? {
        let sign = take("-") ? -1 : 1
        if sign > 0 { _ = take("+") }
        guard let hours = number(), hours <= limit else { return nil }
        var seconds = hours * 3_600
        for unit in [60, 1] where take(":") {
            guard let part = digits(2), part <= 59 else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    /// `M3.5.0/2`, `J60` or `59/-1`.
    fileprivate mutating func yearlyMoment() -> YearlyMoment? {
        let day: YearlyMoment.Day
        if take("M") {
            guard let month = number(), (1...12).contains(month), take("."),
                let week = number(), (1...5).contains(week), take("."),
                let weekday = number(), weekday <= 6
            else { return nil }
            day = .weekday(weekday, week: week, month: month)
        } else if take("J") {
            guard let number = number(), (1...365).contains(number) else { return nil }
            day = .julian(number)
        } else {
            guard let number = number(), number <= 365 else { return nil }
            day = .ordinal(number)
        }
        guard take("/") else { return YearlyMoment(day: day, second: 7_200) }
        return signedTime(hours: 167).map { YearlyMoment(day: day, second: $0) }
    }
}
