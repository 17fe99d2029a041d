/// One of the fields of a cron expression, in their order.
package enum CronField: String, CaseIterable, Sendable, Hashable {
    case second
    case minute
    case hour
    case dayOfMonth = "day of month"
    case month
    case weekday

    /// What may be written as a number. Sunday is 0 and 7.
    var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .weekday: 0...7
        }
    }

    /// What an `H` chooses from: days that every month has, and one number for Sunday.
    var hashRange: ClosedRange<Int> {
        switch self {
        case .dayOfMonth: 1...28
        case .weekday: 0...6
        default: range
        }
    }

    /// How many different values there are.
    var size: Int { self == .weekday ? 7 : range.count }

    /// Its values by name, from the first of its numbers; in capitals.
    var names: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .weekday: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        default: []
        }
    }

    /// What is accepted, for messages.
    var expectation: String {
        let numbers = "\(range.lowerBound) to \(range.upperBound)"
        switch self {
        case .second: return "Expected seconds from \(numbers), for example \"0\", \"*/10\" or \"0,30\"."
        case .minute: return "Expected minutes from \(numbers), for example \"30\", \"*/15\", \"0-29\" or \"H\"."
        case .hour: return "Expected hours from \(numbers), for example \"2\", \"*/6\", \"9-17\" or \"H(0-5)\"."
        case .dayOfMonth:
            return "Expected days from \(numbers), for example \"1,15\", \"L\" (the last), \"LW\" or \"15W\"."
        case .month: return "Expected months from \(numbers) or JAN to DEC, for example \"1\", \"JAN-MAR\" or \"*/3\"."
        case .weekday:
            return "Expected weekdays from \(numbers) (0 and 7 are Sunday) or SUN to SAT, for example "
                + "\"MON-FRI\", \"FRI#2\" (the second) or \"FRIL\" (the last)."
        }
    }
}
