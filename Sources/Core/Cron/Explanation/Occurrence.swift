/// One of the moments at which a schedule is due.
package struct Occurrence: Hashable, Sendable {
    /// What a change of the clocks does to it.
    package enum ClockEffect: Hashable, Sendable {
        /// Clocks skip its time, so that it comes right after the gap.
        case moved(from: LocalTime)
        /// Clocks show its time twice, and this is the first.
        case firstOfTwo
        case secondOfTwo
    }

    package let time: UnixTime
    /// What clocks in the schedule's zone show then.
    package let local: LocalTime
    package let type: LocalTimeType
    package let effect: ClockEffect?

    /// The local time as RFC 3339 writes it, as in `2026-03-08T03:00:00-04:00`.
    package var localText: String { "\(local)\(type.offsetText)" }

    /// The effect in words.
    package var note: String? {
        switch effect {
        case .moved(let skipped):
            "Clocks skip \(skipped.shortTime) on this day; this is the first moment after the gap."
        case .firstOfTwo: "Clocks show this time twice; this is the first time."
        case .secondOfTwo: "Clocks show this time twice; this is the second time."
        case nil: nil
        }
    }
}

extension Schedule {
    /// What a moment at which it is due looks like on a clock.
    func occurrence(at time: UnixTime) -> Occurrence {
        let type = zone.localTimeType(at: time)
        let local = type.localTime(at: time)
        return Occurrence(time: time, local: local, type: type, effect: effect(at: time, local))
    }

    private func effect(at time: UnixTime, _ local: LocalTime) -> Occurrence.ClockEffect? {
        if let skipped = skippedTime(at: time, local) { return .moved(from: skipped) }
        let moments = zone.moments(of: local)
        guard moments.count > 1 else { return nil }
        return moments.first == time ? .firstOfTwo : .secondOfTwo
    }

    /// The first of the times in a gap that are made up for at a moment.
    private func skippedTime(at time: UnixTime, _ local: LocalTime) -> LocalTime? {
        switch timing {
        case .cron(let expression):
            guard expression.isFixedTime, let change = zone.lastChange(through: time), change.time == time,
                let skipped = expression.next(from: change.gap.lowerBound), change.gap.contains(skipped)
            else { return nil }
            return skipped
        case .once(_, let written): return written.flatMap { $0 == local ? nil : $0 }
        case .every: return nil
        }
    }
}
