/// When a task is due: a text that was checked, in a time zone.
///
/// Texts are cron expressions of five fields, or six with the second in front; `@yearly`, `@annually`, `@monthly`,
/// `@weekly`, `@daily`, `@midnight` and `@hourly`; `@every 90s`; and `at 2026-12-01T09:00:00Z`, or the same without an
/// offset for a time in the zone.
///
/// ### When clocks are changed
///
/// The rules are those of Debian's cron (cron(8), "Notes") and of the Python package `cronsim`, which follows it:
///
/// - A schedule of *fixed times*, in which neither the minute nor the hour begins with a star, runs once for each local
///   time. Where clocks skip the time, it runs right after the gap, once for all times in it; where they show it twice,
///   it runs at the first.
/// - Any other schedule runs whenever clocks show a time that fits: never in a gap, and both times where clocks are put
///   back.
///
/// `H` counts as the number that it stands for. Unlike `cronsim`, a written second makes no difference, so that
/// `0 30 2 * * *` and `30 2 * * *` are the same. Unlike Debian's cron, changes of three hours and more follow the
/// rules, too, as on Samoa, which skipped a day in 2011.
///
/// ### Periods
///
/// `@every` counts elapsed seconds from an anchor, such as the time when the task was made: the first run is one period
/// after it. Clocks and zones do not matter.
package struct Schedule: Sendable {
    /// As it was written.
    package let text: String
    /// Whose clocks it goes by.
    package let zone: TimeZoneRules
    let timing: Timing
    let anchor: UnixTime

    /// Reads a schedule.
    ///
    /// - Parameters:
    ///   - text: Any text; one that is no schedule, or that could never run, is refused.
    ///   - zone: Whose clocks it goes by.
    ///   - seed: What the values of `H` are made from: the task's id or name. See ``StableHash``.
    ///   - anchor: From when `@every` counts.
    package init(_ text: String, zone: TimeZoneRules, seed: String, anchor: UnixTime) throws(ScheduleError) {
        self.text = text
        self.zone = zone
        self.anchor = anchor.clamped
        timing = try Timing(text, zone: zone, seed: seed)
        if case .cron(let expression) = timing, !expression.isFixedTime, next(after: Self.start) == nil {
            throw ScheduleError(
                .hour,
                expression.hour.text,
                "never comes on the days of this schedule, because clocks in \(zone.name) skip it then",
                "Expected another hour, or a minute that does not begin with a star, which runs after the gap."
            )
        }
    }

    /// 2020, from where it is checked that an expression ever fits.
    private static let start = UnixTime(seconds: 1_577_836_800)

    /// Whether it is due only once.
    package var isOneShot: Bool {
        if case .once = timing { true } else { false }
    }
}

extension Schedule {
    /// The first moment after another one at which it is due; nil where there is none up to the year 9999.
    package func next(after time: UnixTime) -> UnixTime? {
        let time = time.clamped
        let found: UnixTime?
        switch timing {
        case .cron(let expression): found = expression.next(after: time, in: zone)
        case .every(let period):
            let elapsed = max(0, time.seconds - anchor.seconds)
            found = anchor + (elapsed / period.seconds + 1) * period.seconds
        case .once(let moment, _): found = moment > time ? moment : nil
        }
        return found.flatMap { UnixTime.representable.contains($0) ? $0 : nil }
    }

    /// The last moment before another one at which it was due.
    package func previous(before time: UnixTime) -> UnixTime? {
        let time = time.clamped
        let found: UnixTime?
        switch timing {
        case .cron(let expression): found = expression.previous(before: time, in: zone)
        case .every(let period):
            let periods = (time.seconds - anchor.seconds - 1) / period.seconds
            found = time > anchor && periods > 0 ? anchor + periods * period.seconds : nil
        case .once(let moment, _): found = moment < time ? moment : nil
        }
        return found.flatMap { UnixTime.representable.contains($0) ? $0 : nil }
    }

    /// The moments after one and up to another, in order; the first ones where there are more than the limit.
    package func slots(after start: UnixTime, through end: UnixTime, limit: Int) -> [UnixTime] {
        var slots: [UnixTime] = []
        var time = start
        while slots.count < limit, let slot = next(after: time), slot <= end {
            slots.append(slot)
            time = slot
        }
        return slots
    }
}
