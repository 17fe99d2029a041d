/// What a clock on a wall shows: a date and a time of day, without a zone.
///
/// It is a type of its own so that it is never taken for a moment, of which it may name none, one or two.
package struct LocalTime: Hashable, Sendable {
    /// The seconds from 1970-01-01T00:00:00 on the same clock, if it were never changed.
    package var seconds: Int64

    /// What a clock shows so many seconds after it showed the beginning of 1970.
    package init(seconds: Int64) { self.seconds = seconds }

    init(_ date: CivilDate, secondOfDay: Int = 0) {
        seconds = Int64(date.daysSince1970) * Self.day + Int64(secondOfDay)
    }

    static let day: Int64 = 86_400

    var daysSince1970: Int {
        let quotient = seconds / Self.day
        return Int(seconds % Self.day < 0 ? quotient - 1 : quotient)
    }

    var date: CivilDate { CivilDate(daysSince1970: daysSince1970) }

    /// 0 to 86399.
    var secondOfDay: Int { Int(seconds - Int64(daysSince1970) * Self.day) }
}

extension LocalTime: Comparable {
    /// Whether a clock that is never changed shows the first before the second.
    package static func < (left: LocalTime, right: LocalTime) -> Bool { left.seconds < right.seconds }
}

extension LocalTime: CustomStringConvertible {
    /// As in `2026-11-28T09:30:00`.
    package var description: String {
        let date = date
        return "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))T\(timeOfDay)"
    }

    /// As in `09:30`, with the seconds where there are some.
    var shortTime: String { secondOfDay % 60 == 0 ? String(timeOfDay.dropLast(3)) : timeOfDay }

    private var timeOfDay: String {
        let second = secondOfDay
        let (hour, minute) = (second / 3_600, second / 60 % 60)
        return "\(hour.padded(to: 2)):\(minute.padded(to: 2)):\((second % 60).padded(to: 2))"
    }
}

extension Int {
    /// The number with zeros in front of it, for dates and times.
    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
    }
}
