/// Turns days and hours as people name them into seconds.
struct Instants: Sendable, Hashable {
    /// Half-open, in seconds of the asker's own clock since 1970; nil for an end that is open.
    struct Span: Sendable, Hashable {
        var start: Int?
        var end: Int?

        static func days(_ first: CivilDate, until end: CivilDate) -> Span {
            Span(start: first.daysSinceEpoch * 86_400, end: end.daysSinceEpoch * 86_400)
        }

        static func day(_ date: CivilDate) -> Span { days(date, until: date.adding(days: 1)) }

        static func month(_ first: CivilDate) -> Span { days(first, until: first.adding(months: 1)) }

        static func year(_ year: Int) -> Span {
            days(CivilDate(year: year, month: 1, day: 1), until: CivilDate(year: year + 1, month: 1, day: 1))
        }

        static func hours(_ hours: Range<Int>, of date: CivilDate) -> Span {
            let midnight = date.daysSinceEpoch * 86_400
            return Span(start: midnight + hours.lowerBound * 3600, end: midnight + hours.upperBound * 3600)
        }
    }

    static let farthest: Range<Int64> = {
        let span = Span.days(CivilDate(year: 0, month: 1, day: 1), until: CivilDate(year: 10_000, month: 1, day: 1))
        return Int64(span.start ?? 0)..<Int64(span.end ?? 0)
    }()

    /// Of the asker's own clock.
    let now: Int
    let offset: Int
    let today: CivilDate

    init(now: Int64, offset: Int64) {
        // A clock outside of the years that can be written is no clock: the nearest time takes its place.
        let clamped = min(max(now, Self.farthest.lowerBound + 86_400), Self.farthest.upperBound - 86_400)
        self.offset = Int(min(max(offset, -86_400), 86_400))
        self.now = Int(clamped) + self.offset
        let days = self.now / 86_400 - (self.now % 86_400 < 0 ? 1 : 0)
        today = CivilDate(daysSinceEpoch: days)
    }

    func seconds(_ span: Span) -> Range<Int64> {
        let start = span.start.map { bounded($0 - offset) } ?? Self.farthest.lowerBound
        let end = span.end.map { bounded($0 - offset) } ?? Self.farthest.upperBound
        return start..<max(start, end)
    }

    private func bounded(_ seconds: Int) -> Int64 {
        min(max(Int64(seconds), Self.farthest.lowerBound), Self.farthest.upperBound)
    }
}
