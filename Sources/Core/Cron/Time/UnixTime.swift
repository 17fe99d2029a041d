/// A moment, to the second: the seconds since 1970 began in UTC, leap seconds not counted.
package struct UnixTime: Hashable, Sendable {
    /// The seconds since 1970-01-01T00:00:00Z.
    package var seconds: Int64

    /// A moment by its seconds since 1970 began.
    package init(seconds: Int64) { self.seconds = seconds }

    /// The moment that an RFC 3339 text names; nil for any other text. A part of a second counts as a whole one.
    package init?(_ text: String) {
        guard case .moment(let time) = Timestamp(text), Self.representable.contains(time) else { return nil }
        self = time
    }

    /// The moments of the years 1 to 9999, which RFC 3339 can write and PostgreSQL can store.
    package static let representable = UnixTime(seconds: -62_135_596_800)...UnixTime(seconds: 253_402_300_799)

    /// The nearest representable moment, so that arithmetic with it cannot overflow.
    var clamped: UnixTime { min(max(self, Self.representable.lowerBound), Self.representable.upperBound) }

    static func + (time: UnixTime, seconds: Int64) -> UnixTime { UnixTime(seconds: time.seconds + seconds) }
    static func - (time: UnixTime, seconds: Int64) -> UnixTime { UnixTime(seconds: time.seconds - seconds) }
}

extension UnixTime: Comparable {
    /// Whether the first moment is the earlier one.
    package static func < (left: UnixTime, right: UnixTime) -> Bool { left.seconds < right.seconds }
}

extension UnixTime: CustomStringConvertible {
    /// As RFC 3339 writes it in UTC, as in `2026-11-28T09:30:00Z`.
    package var description: String { "\(LocalTime(seconds: clamped.seconds))Z" }
}
