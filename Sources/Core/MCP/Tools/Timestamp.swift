import FoundationEssentials

/// Points in time on the wire: RFC 3339, in UTC, with microseconds.
enum Timestamp {
    /// `2026-11-24T08:00:00.123456Z`, or nil for a date that this form cannot hold (years 0 to 9999).
    static func text(_ date: Date) -> String? {
        let seconds = date.timeIntervalSince1970
        guard seconds >= -62_167_219_200, seconds < 253_402_300_799.999_999 else { return nil }
        // Rounded once, as a whole: .9999999 seconds must carry into the minute.
        let microseconds = Int((seconds * 1_000_000).rounded())
        let (day, time) = divided(microseconds, by: 86_400_000_000)
        let (year, month, dayOfMonth) = civil(day)
        var text: [UInt8] = []
        text.reserveCapacity(27)
        func append(_ number: Int, digits: Int, then separator: Unicode.Scalar) {
            var unit = 1
            for _ in 1..<digits { unit *= 10 }
            while unit > 0 {
                text.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
                unit /= 10
            }
            text.append(UInt8(ascii: separator))
        }
        append(year, digits: 4, then: "-")
        append(month, digits: 2, then: "-")
        append(dayOfMonth, digits: 2, then: "T")
        append(time / 3_600_000_000, digits: 2, then: ":")
        append(time / 60_000_000 % 60, digits: 2, then: ":")
        append(time / 1_000_000 % 60, digits: 2, then: ".")
        append(time % 1_000_000, digits: 6, then: "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// Year, month and day of a day counted from 1970-01-01 in the Gregorian calendar: Howard Hinnant's
    /// `civil_from_days`, which counts eras of 400 years from the first of March.
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = divided(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    /// Quotient rounded down and remainder that is never negative.
    private static func divided(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
