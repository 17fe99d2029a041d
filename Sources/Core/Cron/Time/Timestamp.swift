/// A date and a time as a caller writes them: a moment where an offset follows, else what a clock on a wall shows.
enum Timestamp: Hashable {
    case moment(UnixTime)
    case local(LocalTime)

    /// The time in a text such as `2026-12-01T09:00:00.000Z`, `2026-12-01T09:00+01:00` or `2026-12-01 09:00`; nil for
    /// any other. A part of a second counts as a whole one, so that nothing happens too early.
    init?(_ text: some StringProtocol) {
        var scanner = ByteScanner(text)
        guard let year = scanner.digits(4), year >= 1, scanner.take("-"),
            let month = scanner.digits(2), (1...12).contains(month), scanner.take("-"),
            let day = scanner.digits(2), day >= 1,
            day <= CivilDate.length(ofMonth: month, isLeapYear: CivilDate.isLeap(year)),
            scanner.take("T") || scanner.take("t") || scanner.take(" "),
            let hour = scanner.digits(2), hour <= 23, scanner.take(":"),
            let minute = scanner.digits(2), minute <= 59
        else { return nil }
        var second = 0
        if scanner.take(":") {
            // A leap second is the first of the next minute.
            guard let written = scanner.digits(2), written <= 60 else { return nil }
            second = written
            if scanner.take(".") {
                guard let isPositive = scanner.fraction() else { return nil }
                if isPositive { second += 1 }
            }
        }
        let date = CivilDate(year: year, month: month, day: day)
        let local = LocalTime(date, secondOfDay: hour * 3_600 + minute * 60 + second)
        if scanner.isAtEnd {
            self = .local(local)
        } else if let offset = scanner.offset(), scanner.isAtEnd {
            self = .moment(UnixTime(seconds: local.seconds) - Int64(offset))
        } else {
            return nil
        }
    }
}

extension ByteScanner {
    /// The digits after a decimal point, of which at least one is needed.
    fileprivate mutating func fraction() -> Bool? {
        var count = 0
        var isPositive = false
        while let digit = digits(1) {
            count += 1
            isPositive = isPositive || digit > 0
        }
        return count > 0 ? isPositive : nil
    }

    /// `Z`, `+01:00` or `-0330`, in seconds.
    fileprivate mutating func offset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let sign = take("-") ? -1 : 1
        guard sign < 0 || take("+"), let hours = digits(2), hours <= 15 else { return nil }
        _ = take(":")
        guard let minutes = digits(2), minutes <= 59 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
