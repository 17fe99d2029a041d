/// A day of the proleptic Gregorian calendar.
struct CivilDate: Sendable, Hashable, Comparable {
    /// Years before 1 count down to 0 and below.
    var year: Int
    /// 1 to 12.
    var month: Int
    /// From 1.
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// - Parameter days: Since 1970-01-01.
    init(daysSinceEpoch days: Int) {
        // Years are counted from March, so that the leap day is the last of its year, in eras of 400 years.
        let shifted = days + 719_468
        let era = Self.floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    var daysSinceEpoch: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = Self.floor(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 is Monday.
    var weekday: Int {
        let days = daysSinceEpoch + 3
        return days - Self.floor(days, 7) * 7
    }

    var isValid: Bool { (1...12).contains(month) && (1...Self.days(in: month, of: year)).contains(day) }

    var firstOfMonth: Self { Self(year: year, month: month, day: 1) }
    var firstOfYear: Self { Self(year: year, month: 1, day: 1) }
    var monday: Self { adding(days: -weekday) }

    func adding(days: Int) -> Self { Self(daysSinceEpoch: daysSinceEpoch + days) }

    /// The same day of a later or earlier month, or the last of that month where it has fewer.
    func adding(months: Int) -> Self {
        let count = year * 12 + month - 1 + months
        let year = Self.floor(count, 12)
        let month = count - year * 12 + 1
        return Self(year: year, month: month, day: min(day, Self.days(in: month, of: year)))
    }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func < (one: Self, other: Self) -> Bool {
        (one.year, one.month, one.day) < (other.year, other.month, other.day)
    }

    /// Division that rounds down.
    private static func floor(_ value: Int, _ divisor: Int) -> Int {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
