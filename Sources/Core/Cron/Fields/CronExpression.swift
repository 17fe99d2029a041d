/// A cron expression of five fields, or of six of which the first is the second.
///
/// The two fields of days work together as in Vixie's cron: where both restrict something, a day needs to fit one of
/// them; where one of them begins with a star, it needs to fit both, also in `*/2`.
struct CronExpression: Hashable, Sendable {
    let second: ParsedField
    let minute: ParsedField
    let hour: ParsedField
    let dayOfMonth: ParsedField
    let month: ParsedField
    let weekday: ParsedField
    /// Whether the second was written.
    let hasSeconds: Bool
    let times: TimesOfDay

    /// - Parameters:
    ///   - fields: Five or six, in ASCII.
    ///   - seed: What the values of `H` are made from.
    init(fields: [String], seed: String) throws(ScheduleError) {
        hasSeconds = fields.count == 6
        var rest = (hasSeconds ? fields : ["0"] + fields)[...]
        func next(_ field: CronField) throws(ScheduleError) -> ParsedField {
            try FieldParser(field: field, seed: seed).parse(rest.removeFirst())
        }
        second = try next(.second)
        minute = try next(.minute)
        hour = try next(.hour)
        dayOfMonth = try next(.dayOfMonth)
        month = try next(.month)
        weekday = try next(.weekday)
        times = TimesOfDay(seconds: second.values, minutes: minute.values, hours: hour.values)
        try checkThatDaysExist()
    }

    /// Whether a day must fit both fields of days.
    var needsBothDays: Bool { dayOfMonth.traits.contains(.star) || weekday.traits.contains(.star) }

    /// Whether it names times of day, by Debian's rule: neither the minute nor the hour begins with a star.
    var isFixedTime: Bool { !minute.traits.contains(.star) && !hour.traits.contains(.star) }
}

extension CronExpression {
    /// The first local time that fits and is not before another one.
    ///
    /// No expression that fits at all leaves out more than 40 years: so long may lie between two February 29 on the
    /// same weekday.
    func next(from local: LocalTime) -> LocalTime? {
        let date = local.date
        if let second = times.next(from: local.secondOfDay), days(in: date.year, date.month).contains(date.day) {
            return LocalTime(date, secondOfDay: second)
        }
        guard let first = times.next(from: 0) else { return nil }
        var (year, month, from) = (date.year, date.month, date.day + 1)
        while year <= min(date.year + Self.yearsSearched, 9_999) {
            if let day = days(in: year, month).next(from: from) {
                return LocalTime(CivilDate(year: year, month: month, day: day), secondOfDay: first)
            }
            from = 1
            if let found = self.month.values.next(from: month + 1) {
                month = found
            } else {
                year += 1
                month = self.month.values.next(from: 1) ?? 1
            }
        }
        return nil
    }

    /// The last local time that fits and is not after another one.
    func previous(from local: LocalTime) -> LocalTime? {
        let date = local.date
        if let second = times.previous(from: local.secondOfDay), days(in: date.year, date.month).contains(date.day) {
            return LocalTime(date, secondOfDay: second)
        }
        guard let last = times.previous(from: 86_399) else { return nil }
        var (year, month, from) = (date.year, date.month, date.day - 1)
        while year >= max(date.year - Self.yearsSearched, 1) {
            if let day = days(in: year, month).previous(from: from) {
                return LocalTime(CivilDate(year: year, month: month, day: day), secondOfDay: last)
            }
            from = 31
            if let found = self.month.values.previous(from: month - 1) {
                month = found
            } else {
                year -= 1
                month = self.month.values.previous(from: 12) ?? 12
            }
        }
        return nil
    }

    private static let yearsSearched = 41

    /// The days of a month that fit.
    private func days(in year: Int, _ month: Int) -> ValueSet {
        guard self.month.values.contains(month) else { return ValueSet() }
        let first = CivilDate(year: year, month: month, day: 1)
        let length = CivilDate.length(ofMonth: month, isLeapYear: CivilDate.isLeap(year))
        return days(in: MonthShape(length: length, firstWeekday: first.weekday))
    }

    private func days(in month: MonthShape) -> ValueSet {
        let (byDate, byWeekday) = (daysByDate(in: month), daysByWeekday(in: month))
        return ValueSet(bits: needsBothDays ? byDate.bits & byWeekday.bits : byDate.bits | byWeekday.bits)
    }

    private func daysByDate(in month: MonthShape) -> ValueSet {
        let bits = dayOfMonth.values.bits | dayOfMonth.monthEnds.days(in: month).bits
        return ValueSet(bits: bits & month.days.bits)
    }

    private func daysByWeekday(in month: MonthShape) -> ValueSet {
        guard !weekday.isUnrestricted else { return month.days }
        // Bits of the same weekday, from day 1 to day 29.
        let weekly: UInt64 = 1 << 1 | 1 << 8 | 1 << 15 | 1 << 22 | 1 << 29
        var bits = weekday.weeks.days(in: month).bits
        for day in weekday.values.values { bits |= weekly << UInt64(month.firstDay(of: day) - 1) }
        return ValueSet(bits: bits & month.days.bits)
    }
}

extension CronExpression {
    /// Whether the day of month comes in one of the months at all; February 30 does not.
    var hasDaysOfMonth: Bool { monthShapes.contains { !daysByDate(in: $0).isEmpty } }

    /// Refuses dates that never come.
    private func checkThatDaysExist() throws(ScheduleError) {
        guard !monthShapes.contains(where: { !days(in: $0).isEmpty }) else { return }
        guard hasDaysOfMonth else {
            throw ScheduleError(
                .dayOfMonth,
                dayOfMonth.text,
                "never comes in the month \(Quoted(month.text))",
                "Expected a day that one of the months has; for the last day of each month write \"L\"."
            )
        }
        throw ScheduleError(
            .dayOfMonth,
            dayOfMonth.text,
            "never falls on the weekday \(Quoted(weekday.text)) in the month \(Quoted(month.text))",
            "Both must fit because one of them begins with a star; widen one of the three fields."
        )
    }

    /// All shapes that the months have in the 400 years after which the calendar repeats.
    private var monthShapes: [MonthShape] {
        month.values.values.flatMap { month in
            [false, true].flatMap { isLeapYear in
                (0...6).map { weekday in
                    let length = CivilDate.length(ofMonth: month, isLeapYear: isLeapYear)
                    return MonthShape(length: length, firstWeekday: weekday)
                }
            }
        }
    }
}
