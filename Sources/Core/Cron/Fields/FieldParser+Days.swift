extension FieldParser {
    /// Reads what only days have: `?`, `L`, `L-3`, `LW`, `15W`, `FRI#2` and `FRIL`; false for anything else.
    func parseSpecial(_ base: String, _ item: String, into parsed: inout ParsedField) throws(ScheduleError) -> Bool {
        guard field == .dayOfMonth || field == .weekday else { return false }
        if base == "?" {
            parsed.traits.insert(.questionMark)
            parsed.values = ValueSet(field == .weekday ? 0...6 : field.range)
            return true
        }
        let isFound =
            field == .dayOfMonth
            ? try parseDayOfMonth(base, item, &parsed.monthEnds) : try parseWeekday(base, item, &parsed)
        if isFound { parsed.traits.insert(.quartz) }
        return isFound
    }

    private func parseDayOfMonth(
        _ base: String,
        _ item: String,
        _ days: inout MonthEndDays
    ) throws(ScheduleError) -> Bool {
        var traits: FieldTraits = []
        if base == "L" {
            days.beforeLast.insert(0)
        } else if base == "LW" {
            days.hasLastWorkday = true
        } else if base.hasPrefix("L-") {
            var scanner = ByteScanner(base.dropFirst(2))
            guard let offset = scanner.number(), scanner.isAtEnd, (1...30).contains(offset) else {
                throw ScheduleError(field, item, "does not say how many days, 1 to 30, before the last one")
            }
            days.beforeLast.insert(offset)
        } else if base.hasSuffix("W") {
            let day = String(base.dropLast())
            guard !day.contains("-") else {
                throw ScheduleError(field, item, "is not understood: W follows a single day, as in 15W")
            }
            days.nearWorkdays.insert(try value(day, item, &traits))
        } else {
            return false
        }
        return true
    }

    private func parseWeekday(_ base: String, _ item: String, _ parsed: inout ParsedField) throws(ScheduleError) -> Bool
    {
        if let sign = base.firstIndex(of: "#") {
            let weekday = try value(String(base[..<sign]), item, &parsed.traits)
            var scanner = ByteScanner(base[base.index(after: sign)...])
            guard let week = scanner.number(), scanner.isAtEnd, (1...5).contains(week) else {
                throw ScheduleError(field, item, "does not say which week of the month, 1 to 5")
            }
            parsed.weeks.insert(weekday % 7, week: week)
        } else if base.hasSuffix("L"), base != "L" {
            parsed.weeks.insertLast(try value(String(base.dropLast()), item, &parsed.traits) % 7)
        } else {
            return false
        }
        return true
    }
}
