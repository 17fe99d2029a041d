import Glibc
import MCP

/// A span of time, as a result shows it.
struct TimeRange: Codable, Sendable {
    /// The words of the query that were taken as a time.
    var phrase: String
    var after: String?
    var before: String?
}

/// A question and the time that it is about: that of the arguments, or that of a phrase such as "last week" in the question,
/// which then is no part of it.
struct QuestionInTime: Sendable {
    let question: String
    let after: String?
    let before: String?
    /// The time of the phrase; nil where there is none.
    let time: TimeRange?

    /// - Parameters:
    ///   - takesPhrases: Whether a phrase counts. Arguments take precedence over it.
    ///   - now: Seconds since 1970.
    init(_ question: String, takesPhrases: Bool, after: String?, before: String?, now: Int64 = Int64(Glibc.time(nil))) {
        guard takesPhrases, let found = TimePhrase.find(in: question, now: now) else {
            (self.question, self.after, self.before, self.time) = (question, after, before, nil)
            return
        }
        let range = TimeRange(
            phrase: found.phrase,
            after: found.range.lowerBound > TimePhrase.farthest.lowerBound ? found.range.lowerBound.instant : nil,
            before: found.range.upperBound < TimePhrase.farthest.upperBound ? found.range.upperBound.instant : nil
        )
        // A question that is nothing but a time is kept.
        self.question = found.rest.contains(where: { $0.isLetter || $0.isNumber }) ? found.rest : question
        self.after = after ?? range.after
        self.before = before ?? range.before
        self.time = range
    }
}

extension Int64 {
    /// Seconds since 1970 as RFC 3339 writes them.
    fileprivate var instant: String {
        let (days, seconds) = quotientAndRemainder(dividingBy: 86_400)
        let day = CivilDate(daysSinceEpoch: Int(seconds < 0 ? days - 1 : days))
        let second = Int(seconds < 0 ? seconds + 86_400 : seconds)
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: Swift.max(0, count - text.count)) + text
        }
        return "\(digits(day.year, 4))-\(digits(day.month, 2))-\(digits(day.day, 2))"
            + "T\(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))Z"
    }
}
