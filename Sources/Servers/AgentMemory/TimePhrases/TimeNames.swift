/// The names that days, months and seasons go by.
enum TimeNames {
    enum Unit: Sendable, Hashable {
        case minutes, hours, days, weeks, months, years
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    private static let numbers = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ]
    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

    static func month(_ word: String) -> Int? {
        if word == "sept" { return 9 }
        return months.firstIndex { $0 == word || word.utf8.count == 3 && $0.hasPrefix(word) }.map { $0 + 1 }
    }

    /// Whether a month's name has other meanings, so that more has to show that the month is meant.
    static func isAmbiguous(_ word: String) -> Bool {
        word == "may" || word == "march" || word == "august" || word.utf8.count == 3
    }

    static func weekday(_ word: String) -> Int? { weekdays.firstIndex(of: word) }

    /// The month in which a season starts, in the north.
    static func season(_ word: String) -> Int? {
        switch word {
        case "spring": 3
        case "summer": 6
        case "autumn", "fall": 9
        case "winter": 12
        default: nil
        }
    }

    static func unit(_ word: String) -> Unit? {
        switch word {
        case "minute", "minutes": .minutes
        case "hour", "hours": .hours
        case "day", "days": .days
        case "week", "weeks": .weeks
        case "month", "months": .months
        case "year", "years": .years
        default: nil
        }
    }

    /// A count of units: digits, a word, "a" and "a couple of".
    static func number(_ word: String) -> Int? {
        if let index = numbers.firstIndex(of: word) { return index + 1 }
        if let index = tens.firstIndex(of: word) { return (index + 2) * 10 }
        let parts = word.split(separator: "-")
        if parts.count == 2, let ten = tens.firstIndex(of: String(parts[0])),
            let one = numbers.prefix(9).firstIndex(of: String(parts[1]))
        {
            return (ten + 2) * 10 + one + 1
        }
        return digits(word, atMost: 4)
    }

    /// "8", "8th", "1st".
    static func day(_ word: String) -> Int? {
        var digits = word[...]
        for ending in ["st", "nd", "rd", "th"] where word.hasSuffix(ending) { digits = word.dropLast(2) }
        return self.digits(String(digits), atMost: 2).flatMap { (1...31).contains($0) ? $0 : nil }
    }

    static func year(_ word: String) -> Int? {
        guard word.utf8.count == 4 else { return nil }
        return digits(word, atMost: 4).flatMap { (1000...9998).contains($0) ? $0 : nil }
    }

    static func digits(_ word: some StringProtocol, atMost count: Int) -> Int? {
        guard (1...count).contains(word.utf8.count), word.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(word)
    }
}
