/// A month as far as its days depend on it.
struct MonthShape: Hashable, Sendable {
    /// 28 to 31.
    let length: Int
    /// The weekday of its first day; 0 is Sunday.
    let firstWeekday: Int

    func weekday(ofDay day: Int) -> Int { (firstWeekday + day - 1) % 7 }

    /// All days of the month.
    var days: ValueSet { ValueSet(1...length) }

    /// The first day of a weekday.
    func firstDay(of weekday: Int) -> Int { (weekday - firstWeekday + 7) % 7 + 1 }
}

/// `L`, `L-3`, `LW` and `15W`.
struct MonthEndDays: Hashable, Sendable {
    /// How many days before the last of the month.
    var beforeLast = ValueSet()
    /// The last of Monday to Friday.
    var hasLastWorkday = false
    /// Of Monday to Friday the one nearest to a day, in the same month.
    var nearWorkdays = ValueSet()

    mutating func formUnion(_ other: MonthEndDays) {
        beforeLast.formUnion(other.beforeLast)
        hasLastWorkday = hasLastWorkday || other.hasLastWorkday
        nearWorkdays.formUnion(other.nearWorkdays)
    }

    func days(in month: MonthShape) -> ValueSet {
        var days = ValueSet()
        var offset = beforeLast.next(from: 0)
        while let found = offset, found < month.length {
            days.insert(month.length - found)
            offset = beforeLast.next(from: found + 1)
        }
        if hasLastWorkday { days.insert(Self.workday(nearest: month.length, in: month)) }
        var day = nearWorkdays.next(from: 1)
        while let found = day, found <= month.length {
            days.insert(Self.workday(nearest: found, in: month))
            day = nearWorkdays.next(from: found + 1)
        }
        return days
    }

    private static func workday(nearest day: Int, in month: MonthShape) -> Int {
        switch month.weekday(ofDay: day) {
        case 6: day == 1 ? 3 : day - 1
        case 0: day == month.length ? day - 2 : day + 1
        default: day
        }
    }
}

/// `FRI#2` and `FRIL`.
struct NumberedWeekdays: Hashable, Sendable {
    /// Weekdays by week: eight bits for each week of 1 to 5.
    private var numbered = ValueSet()
    private var last = ValueSet()

    mutating func insert(_ weekday: Int, week: Int) { numbered.insert(week * 8 + weekday) }

    mutating func insertLast(_ weekday: Int) { last.insert(weekday) }

    func contains(_ weekday: Int, week: Int) -> Bool { numbered.contains(week * 8 + weekday) }

    func containsLast(_ weekday: Int) -> Bool { last.contains(weekday) }

    mutating func formUnion(_ other: NumberedWeekdays) {
        numbered.formUnion(other.numbered)
        last.formUnion(other.last)
    }

    func days(in month: MonthShape) -> ValueSet {
        var days = ValueSet()
        guard !numbered.isEmpty || !last.isEmpty else { return days }
        for weekday in 0...6 {
            let first = month.firstDay(of: weekday)
            for week in 1...5 where numbered.contains(week * 8 + weekday) {
                let day = first + 7 * (week - 1)
                if day <= month.length { days.insert(day) }
            }
            if last.contains(weekday) { days.insert(first + (month.length - first) / 7 * 7) }
        }
        return days
    }
}
