import JSONFormat
import Text

/// Times as files tell them, as texts that PostgreSQL reads.
enum ImportedTime {
    /// The latest number that is taken as seconds, in the year 5138; larger ones are milliseconds.
    private static let mostSeconds = 100_000_000_000.0

    /// A time as programs write it: RFC 3339, also with a space in the middle, as a day alone, or without a zone, which is
    /// taken as UTC; or seconds or milliseconds since 1970.
    static func foreign(_ name: String, in members: JSONObject) throws(ImportFlaw) -> String? {
        guard let given = members.given(name) else { return nil }
        let time: String? =
            switch given {
            case .string(let text): time(text)
            case .int(let number): time(Double(number))
            case .double(let number): time(number)
            default: nil
            }
        guard let time else { throw ImportFlaw("has a \(name) that is no time") }
        return time
    }

    /// The end of a day that is named alone; any other time as it is.
    static func end(_ name: String, in members: JSONObject) throws(ImportFlaw) -> String? {
        guard let time = try foreign(name, in: members) else { return nil }
        let day = members[name]?.stringValue?.split(separator: "-").compactMap { Int($0) } ?? []
        guard day.count == 3, members[name]?.stringValue?.utf8.count == 10 else { return time }
        return Self.time(CivilDate(year: day[0], month: day[1], day: day[2]).adding(days: 1))
    }

    /// A time as our own export writes it: what ``SQL/text(ofTimestamp:)`` makes.
    static func own(_ name: String, in members: JSONObject) throws(ImportFlaw) -> String? {
        guard let text = try members.text(name) else { return nil }
        let far = /-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}\+00 (?:AD|BC)/
        guard RFC3339Time(text) != nil || text.wholeMatch(of: far) != nil else {
            throw ImportFlaw("has a \(name) that is no time")
        }
        return text
    }

    private static func time(_ text: String) -> String? {
        let form = /([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9:.]+) ?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?/
        guard let parts = text.wholeMatch(of: form)?.output else { return nil }
        var clock = parts.2 ?? "00:00:00"
        if clock.utf8.count == 5 { clock += ":00" }
        var zone = parts.3.map(String.init) ?? "Z"
        if zone.utf8.count == 3 { zone += ":00" }
        if zone.utf8.count == 5 { zone.insert(":", at: zone.index(zone.startIndex, offsetBy: 3)) }
        return RFC3339Time("\(parts.1)T\(clock)\(zone)")?.text
    }

    private static func time(_ number: Double) -> String? {
        let seconds = abs(number) > mostSeconds ? number / 1_000 : number
        // The years 1 to 9999.
        guard (-62_135_596_800..<253_402_300_800).contains(seconds) else { return nil }
        let whole = Int(seconds.rounded(.down))
        // What a double holds of such a number is about microseconds.
        let microseconds = min(999_999, Int(((seconds - Double(whole)) * 1_000_000).rounded()))
        let days = Int((Double(whole) / 86_400).rounded(.down))
        return time(CivilDate(daysSinceEpoch: days), second: whole - days * 86_400, microseconds)
    }

    private static func time(_ date: CivilDate, second: Int = 0, _ microseconds: Int = 0) -> String {
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        return "\(padded(date.year, 4))-\(padded(date.month))-\(padded(date.day))T\(padded(second / 3_600)):"
            + "\(padded(second / 60 % 60)):\(padded(second % 60)).\(padded(microseconds, 6))Z"
    }
}
