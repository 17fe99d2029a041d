import Cron
import TestSupport

extension UnixTime: ExpressibleByStringLiteral {
    /// A moment as RFC 3339 writes it.
    public init(stringLiteral text: String) { self = UnixTime(text)! }
}

extension Schedule {
    /// A schedule of a task that was made when 2026 began.
    init(_ text: String, in zone: String = "UTC", seed: String = "42", anchor: UnixTime = "2026-01-01T00:00:00Z") throws
    {
        try self.init(text, zone: TimeZoneRules(named: zone), seed: seed, anchor: anchor)
    }

    /// The next moments, as RFC 3339 writes them in UTC.
    func next(_ count: Int, after time: UnixTime) -> [String] {
        slots(after: time, through: UnixTime.representable.upperBound, limit: count).map(\.description)
    }
}

/// What is said about a schedule that is refused; empty where it is not.
func refusal(of text: String, in zone: String = "UTC") throws -> String {
    do {
        _ = try Schedule(text, in: zone)
        return ""
    } catch let error as ScheduleError {
        return error.description
    }
}
