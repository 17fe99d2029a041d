/// Clocks that are changed twice in each year by the same rule.
struct RecurringChanges: Sendable, Hashable {
    var standard: LocalTimeType
    var daylight: LocalTimeType
    /// When daylight saving time begins, by standard time.
    var start: YearlyMoment
    /// When it ends, by its own time.
    var end: YearlyMoment

    func change(after time: UnixTime) -> ClockChange? {
        best(around: time) { found, best in found > time && best.map { found < $0 } ?? true }
    }

    func change(through time: UnixTime) -> ClockChange? {
        best(around: time) { found, best in found <= time && best.map { found > $0 } ?? true }
    }

    /// A local time may lie in another year than its moment, so the years beside are looked at, too.
    private func best(
        around time: UnixTime,
        isBetter: (_ found: UnixTime, _ best: UnixTime?) -> Bool
    ) -> ClockChange? {
        let year = LocalTime(seconds: time.seconds).date.year
        var best: (time: UnixTime, isStart: Bool)?
        for year in year - 1...year + 1 {
            let begins = standard.moment(of: start.local(in: year))
            if isBetter(begins, best?.time) { best = (begins, true) }
            let ends = daylight.moment(of: end.local(in: year))
            if isBetter(ends, best?.time) { best = (ends, false) }
        }
        guard let best, UnixTime.representable.contains(best.time) else { return nil }
        let (before, after) = best.isStart ? (standard, daylight) : (daylight, standard)
        return ClockChange(time: best.time, before: before, after: after)
    }
}

/// A local time that comes once in a year, as a POSIX `TZ` text gives it.
struct YearlyMoment: Sendable, Hashable {
    enum Day: Sendable, Hashable {
        /// 1 to 365; February 29 is never counted.
        case julian(Int)
        /// 0 to 365; February 29 is counted.
        case ordinal(Int)
        /// A weekday of a month, of which the fifth stands for the last.
        case weekday(Int, week: Int, month: Int)
    }

    var day: Day
    /// From the day's midnight: below zero for the day before, above 24 hours for a day after.
    var second: Int

    func local(in year: Int) -> LocalTime {
        LocalTime(seconds: Int64(dayNumber(in: year)) * LocalTime.day + Int64(second))
    }

    private func dayNumber(in year: Int) -> Int {
        switch day {
        case .julian(let day):
            let isShifted = day >= 60 && CivilDate.isLeap(year)
            return CivilDate(year: year, month: 1, day: 1).daysSince1970 + day - (isShifted ? 0 : 1)
        case .ordinal(let day):
            return CivilDate(year: year, month: 1, day: 1).daysSince1970 + day
        case .weekday(let weekday, let week, let month):
            let first = CivilDate(year: year, month: month, day: 1).daysSince1970
            let length = CivilDate.length(ofMonth: month, isLeapYear: CivilDate.isLeap(year))
            var day = (weekday - CivilDate.weekday(ofDay: first) + 7) % 7 + 7 * (week - 1)
            if day >= length { day -= 7 }
            return first + day
        }
    }
}
