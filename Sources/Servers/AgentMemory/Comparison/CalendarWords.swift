/// Days, months, hours and repetitions as statements name them.
enum CalendarWords {
    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    private static let ordinals = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ]
    private static let repetitions = [
        "hourly": "s3600", "daily": "s86400", "weekly": "s604800", "monthly": "month1", "yearly": "month12",
        "annually": "month12",
    ]
    private static let partsOfDay: Set<String> = ["morning", "afternoon", "evening", "night", "weekend", "quarter"]
    /// With these before it, a bare month or year is one.
    private static let temporal: Set<String> = [
        "in", "since", "until", "till", "before", "after", "by", "from", "during", "next", "last", "this", "between",
    ]

    /// What the words at a place say, with how many of them say it, and whether they are a time.
    static func reading(
        of words: ArraySlice<StatementWord>,
        after previous: StatementWord?
    ) -> (key: String, count: Int)? {
        guard let first = words.first else { return nil }
        let text = first.plain
        let next = words.dropFirst().first?.plain ?? ""
        if let date = isoDate(text) { return ("day \(date)", 1) }
        if let time = clock(text, next) { return time }
        if let day = day(text) {
            let skipped = next == "of" ? 1 : 0
            if let month = month(words.dropFirst(1 + skipped).first?.plain ?? "") {
                let year = year(words.dropFirst(2 + skipped).first)
                return ("day \(year ?? "-")-\(month)-\(day)", 2 + skipped + (year == nil ? 0 : 1))
            }
        }
        if let month = month(text) {
            if let day = day(next) {
                let year = year(words.dropFirst(2).first)
                return ("day \(year ?? "-")-\(month)-\(day)", year == nil ? 2 : 3)
            }
            if let year = year(words.dropFirst().first) { return ("month \(year)-\(month)", 2) }
            let isSure = temporal.contains(previous?.plain ?? "") || text != "may" && text != "march"
            if isSure, text.count > 4 || text == "may" || text == "june" || text == "july" {
                return ("month \(month)", 1)
            }
        }
        if temporal.contains(previous?.plain ?? ""), let year = year(first) { return ("year \(year)", 1) }
        return weekday(text, next) ?? repetition(words)
    }

    /// The number of an ordinal, as "3rd" and "third".
    static func ordinal(_ text: String) -> Int? {
        if let index = ordinals.firstIndex(of: text) { return index + 1 }
        guard text.utf8.count > 2, ["st", "nd", "rd", "th"].contains(where: { text.hasSuffix($0) }) else { return nil }
        return Int(text.dropLast(2))
    }

    private static func day(_ text: String) -> Int? {
        let number = Int(text) ?? ordinal(text)
        return number.flatMap { (1...31).contains($0) ? $0 : nil }
    }

    private static func year(_ word: StatementWord?) -> String? {
        guard let text = word?.plain, text.utf8.count == 4, let year = Int(text), (1800...2199).contains(year) else {
            return nil
        }
        return text
    }

    private static func month(_ text: String) -> Int? {
        guard text.utf8.count >= 3 else { return nil }
        if text == "sept" { return 9 }
        return months.firstIndex { $0 == text || text.utf8.count == 3 && $0.hasPrefix(text) }.map { $0 + 1 }
    }

    private static func isoDate(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, let year = Int(parts[0]), parts[1].count == 2,
            parts[2].count == 2, let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month),
            (1...31).contains(day), year > 0
        else { return nil }
        return "\(year)-\(month)-\(day)"
    }

    /// "9:30", "9:30 pm", "5 pm", "noon".
    private static func clock(_ text: String, _ next: String) -> (key: String, count: Int)? {
        if text == "noon" { return ("time 12:0", 1) }
        if text == "midnight" { return ("time 0:0", 1) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let hour = Int(parts[0]), (0...24).contains(hour) else { return nil }
        let half = next == "am" || next == "pm"
        guard parts.count == 2 ? parts[1].count == 2 : half, let minute = parts.count == 2 ? Int(parts[1]) : 0,
            (0...59).contains(minute)
        else { return nil }
        guard half, hour <= 12 else { return ("time \(hour):\(minute)", half ? 2 : 1) }
        return ("time \(hour % 12 + (next == "pm" ? 12 : 0)):\(minute)", 2)
    }

    private static func weekday(_ text: String, _ next: String) -> (key: String, count: Int)? {
        let isEach = text == "every" || text == "each"
        let name = isEach ? next : text
        if let index = weekdays.firstIndex(of: name) {
            return (isEach ? "every weekday \(index)" : "weekday \(index)", isEach ? 2 : 1)
        }
        guard name.hasSuffix("s"), let index = weekdays.firstIndex(of: String(name.dropLast())) else { return nil }
        return ("every weekday \(index)", isEach ? 2 : 1)
    }

    /// "daily", "every day", "every 30 days", "each morning".
    private static func repetition(_ words: ArraySlice<StatementWord>) -> (key: String, count: Int)? {
        guard let text = words.first?.plain else { return nil }
        if let key = repetitions[text] { return isAdverb(words) ? ("every \(key)", 1) : nil }
        guard text == "every" || text == "each", let next = words.dropFirst().first?.plain else { return nil }
        if let number = Measure.number(at: words.dropFirst()),
            let unit = Measure.units[words.dropFirst(1 + number.count).first?.plain ?? ""],
            unit.base == "s" || unit.base == "month"
        {
            return ("every \(unit.base)\(Measure.text(of: number.value * unit.factor))", 2 + number.count)
        }
        if let unit = Measure.units[next], unit.base == "s" || unit.base == "month" {
            return ("every \(unit.base)\(Measure.text(of: unit.factor))", 2)
        }
        return partsOfDay.contains(next) ? ("every \(next)", 2) : nil
    }

    /// Whether "daily" says how often something happens: "daily reports" are a kind of report.
    private static func isAdverb(_ words: ArraySlice<StatementWord>) -> Bool {
        guard let first = words.first, !first.endsClause, let next = words.dropFirst().first else { return true }
        return EnglishLexicon.prepositions[next.plain] != nil
    }

    /// The key of "per minute" and "a minute".
    static func rate(of unit: String) -> String? {
        guard let unit = Measure.units[unit], unit.base == "s" || unit.base == "month" else { return nil }
        return "every \(unit.base)\(Measure.text(of: unit.factor))"
    }
}
