/// What some words at the start of a phrase mean as days and hours.
struct CivilSpans {
    typealias Found = TimePhraseReader.Found
    private typealias Span = Instants.Span

    private let words: [String]
    private let isCapitalised: Bool
    private let clock: Instants

    /// - Parameter ends: For each word whether the phrase cannot go on after it.
    init(words: [String], ends: [Bool], isCapitalised: Bool, clock: Instants) {
        let end = ends.firstIndex(of: true).map { $0 + 1 } ?? words.count
        self.words = Array(words[..<end])
        self.isCapitalised = isCapitalised
        self.clock = clock
    }

    static func isMonth(_ word: String) -> Bool { TimeNames.month(word) != nil }

    private var today: CivilDate { clock.today }

    private subscript(_ index: Int) -> String { index < words.count ? words[index] : "" }

    // MARK: Relative to today

    /// "yesterday", "last week", "this morning", "last Monday", "last March", "last summer".
    func relative() -> Found? {
        switch self[0] {
        case "today": return Found(span: .day(today), count: 1)
        case "tonight": return Found(span: .hours(18..<30, of: today), count: 1)
        case "tomorrow": return Found(span: .day(today.adding(days: 1)), count: 1)
        case "yesterday":
            return partOfDay(self[1], of: today.adding(days: -1), count: 2)
                ?? Found(span: .day(today.adding(days: -1)), count: 1)
        case "day" where self[1] == "before" && self[2] == "yesterday":
            return Found(span: .day(today.adding(days: -2)), count: 3)
        case "this": return unit(self[1], back: 0) ?? partOfDay(self[1], of: today, count: 2) ?? named(isLast: false)
        case "last", "past", "previous":
            if self[1] == "night" { return Found(span: .hours(-6..<6, of: today), count: 2) }
            return unit(self[1], back: 1) ?? named(isLast: true)
        default: return nil
        }
    }

    private func partOfDay(_ word: String, of date: CivilDate, count: Int) -> Found? {
        switch word {
        case "morning": Found(span: .hours(5..<12, of: date), count: count)
        case "afternoon": Found(span: .hours(12..<18, of: date), count: count)
        case "evening": Found(span: .hours(18..<24, of: date), count: count)
        default: nil
        }
    }

    private func unit(_ word: String, back: Int) -> Found? {
        switch word {
        case "week":
            let monday = today.monday.adding(days: -7 * back)
            return Found(span: .days(monday, until: monday.adding(days: 7)), count: 2)
        case "weekend":
            let saturday = today.monday.adding(days: 5 - 7 * back)
            return Found(span: .days(saturday, until: saturday.adding(days: 2)), count: 2)
        case "month": return Found(span: .month(today.firstOfMonth.adding(months: -back)), count: 2)
        case "quarter":
            let first = CivilDate(year: today.year, month: (today.month - 1) / 3 * 3 + 1, day: 1)
            let start = first.adding(months: -3 * back)
            return Found(span: .days(start, until: start.adding(months: 3)), count: 2)
        case "year": return Found(span: .year(today.year - back), count: 2)
        default: return nil
        }
    }

    /// A weekday, month or season with "last" or "this" before it.
    private func named(isLast: Bool) -> Found? {
        if let weekday = TimeNames.weekday(self[1]) {
            return Found(span: .day(isLast ? lastWeekday(weekday) : today.monday.adding(days: weekday)), count: 2)
        }
        if let month = TimeNames.month(self[1]), self[1].utf8.count > 3 || self[1] == "may" {
            // "last March", said in March, is that of the year before.
            let first = isLast ? lastMonth(month, mayBeNow: false) : CivilDate(year: today.year, month: month, day: 1)
            return Found(span: .month(first), count: 2)
        }
        guard let month = TimeNames.season(self[1]) else { return nil }
        var first = CivilDate(year: today.year, month: month, day: 1)
        if isLast {
            while first.adding(months: 3) > today { first = first.adding(months: -12) }
        } else if month == 12, today.month < 3 {
            first = first.adding(months: -12)
        }
        return Found(span: .days(first, until: first.adding(months: 3)), count: 2)
    }

    /// The latest before today.
    private func lastWeekday(_ weekday: Int) -> CivilDate {
        let back = (today.weekday - weekday + 7) % 7
        return today.adding(days: -(back == 0 ? 7 : back))
    }

    private func lastMonth(_ month: Int, mayBeNow: Bool) -> CivilDate {
        let isPast = mayBeNow ? month <= today.month : month < today.month
        return CivilDate(year: isPast ? today.year : today.year - 1, month: month, day: 1)
    }

    // MARK: Counted from now

    /// "3 days ago", "last 30 days", "past two weeks".
    func counted() -> Found? {
        let isLast = ["last", "past", "previous"].contains(self[0])
        let start = isLast ? 1 : 0
        var count = 1
        let number: Int
        if self[start] == "a" || self[start] == "an" {
            guard !isLast || self[start + 1] == "couple" || self[start + 1] == "few" else { return nil }
            number = 1
        } else if let value = TimeNames.number(self[start]) {
            number = value
        } else if isLast, self[start] == "couple" || self[start] == "few" {
            number = self[start] == "couple" ? 2 : 3
            if self[start + 1] == "of" { count += 1 }
        } else {
            return nil
        }
        guard let unit = TimeNames.unit(self[start + count]) else { return nil }
        count += 1
        if isLast { return Found(span: Span(start: before(number, unit), end: clock.now), count: start + count) }
        guard self[count] == "ago" else { return nil }
        return Found(span: ago(number, unit), count: count + 1)
    }

    /// The second that many units before now.
    private func before(_ number: Int, _ unit: TimeNames.Unit) -> Int {
        switch unit {
        case .minutes: clock.now - number * 60
        case .hours: clock.now - number * 3600
        case .days: clock.now - number * 86_400
        case .weeks: clock.now - number * 604_800
        case .months: moved(months: number)
        case .years: moved(months: number * 12)
        }
    }

    private func moved(months: Int) -> Int {
        clock.now - (today.daysSinceEpoch - today.adding(months: -months).daysSinceEpoch) * 86_400
    }

    /// The day, week, month or year so long ago: as exact as the unit.
    private func ago(_ number: Int, _ unit: TimeNames.Unit) -> Instants.Span {
        switch unit {
        case .minutes: return Span(start: clock.now - number * 60 - 60, end: clock.now - number * 60 + 60)
        case .hours: return Span(start: clock.now - number * 3600 - 3600, end: clock.now - number * 3600 + 3600)
        case .days: return .day(today.adding(days: -number))
        case .weeks:
            let monday = today.monday.adding(days: -7 * number)
            return .days(monday, until: monday.adding(days: 7))
        case .months: return .month(today.firstOfMonth.adding(months: -number))
        case .years: return .year(today.year - number)
        }
    }

    // MARK: Dates

    /// "2023-05-08", "8 May 2023", "May 8th", "March 2024", "Q2 2024", "2024", "Monday", "March".
    func date(isSure: Bool) -> Found? {
        if let date = iso(self[0]) { return date }
        if let quarter = quarter() { return quarter }
        if let found = dayAndMonth() ?? monthAndDay() { return found }
        if let month = TimeNames.month(self[0]) {
            if let year = TimeNames.year(self[1]) {
                return Found(span: .month(CivilDate(year: year, month: month, day: 1)), count: 2)
            }
            // "may" and "march" are verbs too, and "jan" is somebody.
            guard
                isSure
                    && (!TimeNames.isAmbiguous(self[0]) || self[0].utf8.count > 3 && isMonthName
                        || self[0] == "may" && isCapitalised)
            else { return nil }
            return Found(span: .month(lastMonth(month, mayBeNow: true)), count: 1)
        }
        if let season = TimeNames.season(self[0]), let year = TimeNames.year(self[1]) {
            let first = CivilDate(year: year, month: season, day: 1)
            return Found(span: .days(first, until: first.adding(months: 3)), count: 2)
        }
        if let weekday = TimeNames.weekday(self[0]) {
            return partOfDay(self[1], of: lastWeekday(weekday), count: 2)
                ?? Found(span: .day(lastWeekday(weekday)), count: 1)
        }
        guard isSure, let year = TimeNames.year(self[0]), (1800...2199).contains(year), TimeNames.unit(self[1]) == nil
        else { return nil }
        return Found(span: .year(year), count: 1)
    }

    /// Whether "in march" is not followed by what is marched to.
    private var isMonthName: Bool { isCapitalised || words.count == 1 || ["and", "to", "until"].contains(self[1]) }

    private func iso(_ word: String) -> Found? {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        guard let year = TimeNames.digits(parts[0], atMost: 4), parts[0].count == 4, (1...9998).contains(year),
            parts.count == 2 || parts.count == 3, parts[1].count == 2,
            let month = TimeNames.digits(parts[1], atMost: 2), (1...12).contains(month)
        else { return nil }
        guard parts.count == 3 else {
            return Found(span: .month(CivilDate(year: year, month: month, day: 1)), count: 1)
        }
        guard parts[2].count == 2, let day = TimeNames.digits(parts[2], atMost: 2) else { return nil }
        return dayOf(CivilDate(year: year, month: month, day: day), count: 1)
    }

    private func quarter() -> Found? {
        guard self[0].utf8.count == 2, self[0].hasPrefix("q"), let quarter = Int(self[0].dropFirst()),
            (1...4).contains(quarter), let year = TimeNames.year(self[1])
        else { return nil }
        let first = CivilDate(year: year, month: quarter * 3 - 2, day: 1)
        return Found(span: .days(first, until: first.adding(months: 3)), count: 2)
    }

    private func dayAndMonth() -> Found? {
        guard let day = TimeNames.day(self[0]) else { return nil }
        let skipped = self[1] == "of" ? 1 : 0
        guard let month = TimeNames.month(self[1 + skipped]) else { return nil }
        return dayOf(day, month, year: self[2 + skipped], count: 2 + skipped)
    }

    private func monthAndDay() -> Found? {
        guard let month = TimeNames.month(self[0]) else { return nil }
        let skipped = self[1] == "the" ? 1 : 0
        guard let day = TimeNames.day(self[1 + skipped]), TimeNames.unit(self[2 + skipped]) == nil else { return nil }
        // "may 8 people come" has a number, and no ordinal.
        let isOrdinal = self[1 + skipped].utf8.last.map { $0 > 0x39 } ?? false
        let hasYear = TimeNames.year(self[2 + skipped]) != nil
        guard self[0] != "may" && self[0] != "march" || isOrdinal || hasYear || isCapitalised else { return nil }
        return dayOf(day, month, year: self[2 + skipped], count: 2 + skipped)
    }

    /// Without a year it is the latest that is not in the future.
    private func dayOf(_ day: Int, _ month: Int, year: String, count: Int) -> Found? {
        if let year = TimeNames.year(year) {
            return dayOf(CivilDate(year: year, month: month, day: day), count: count + 1)
        }
        for year in stride(from: today.year, to: today.year - 9, by: -1) {
            let date = CivilDate(year: year, month: month, day: day)
            if date.isValid, date <= today { return Found(span: .day(date), count: count) }
        }
        return nil
    }

    private func dayOf(_ date: CivilDate, count: Int) -> Found? {
        date.isValid ? Found(span: .day(date), count: count) : nil
    }
}
