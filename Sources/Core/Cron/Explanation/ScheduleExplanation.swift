/// A schedule for people: in words, its next moments, and what may surprise.
package struct ScheduleExplanation: Sendable {
    /// As in `At 02:30 on Monday to Friday (Europe/Berlin).`
    package let words: String
    package let occurrences: [Occurrence]
    /// What the next changes of the clocks do to it, one sentence or two for each.
    package let clockChanges: [String]
    package let warnings: [ScheduleWarning]
}

extension Schedule {
    /// Explains it.
    ///
    /// - Parameters:
    ///   - time: From when on.
    ///   - count: How many moments are given at most.
    package func explanation(after time: UnixTime, count: Int) -> ScheduleExplanation {
        let slots = slots(after: time, through: UnixTime.representable.upperBound, limit: count)
        let changes = effectsOfClockChanges(after: time)
        var warnings = self.warnings
        if !changes.isEmpty { warnings.append(ScheduleWarning(.clockChange, Self.clockChangeWarning)) }
        return ScheduleExplanation(
            words: words,
            occurrences: slots.map(occurrence),
            clockChanges: changes,
            warnings: warnings
        )
    }

    private static let clockChangeWarning = """
        Engines differ when clocks are changed. Here, as in Debian's cron, a skipped fixed time runs right after the \
        gap and a repeated one runs once. Quartz, systemd and Kubernetes leave a skipped time out; Kubernetes, \
        croniter and APScheduler run a repeated one twice.
        """

    /// The changes of the next thirteen months that it notices.
    private func effectsOfClockChanges(after time: UnixTime) -> [String] {
        guard case .cron(let expression) = timing else { return [] }
        let start = time.clamped
        var effects: [String] = []
        var moment = start
        while let change = zone.nextChange(after: moment), change.time.seconds < start.seconds + 400 * 86_400,
            effects.count < 4
        {
            if let effect = expression.effect(of: change) {
                effects.append(effect)
            }
            moment = change.time
        }
        return effects
    }
}

extension CronExpression {
    /// What happens to the local times that a change skips or repeats; nil where none of them fits.
    fileprivate func effect(of change: ClockChange) -> String? {
        let isForward = change.shift > 0
        let range = isForward ? change.gap : change.overlap
        guard let local = next(from: range.lowerBound), range.contains(local) else { return nil }
        // Nobody misses one of the runs of each hour.
        if isForward, !isFixedTime, hour.isUnrestricted { return nil }
        let (from, to) = (change.before.localTime(at: change.time), change.after.localTime(at: change.time))
        let consequence =
            switch (isForward, isFixedTime) {
            case (true, true):
                "\(local.shortTime) does not exist, so the run is at \(to.shortTime), right after the gap."
            case (true, false): "Times from \(range.lowerBound.shortTime) do not exist and are left out."
            case (false, true): "\(local.shortTime) comes twice; it runs at the first."
            case (false, false): "Times from \(range.lowerBound.shortTime) come twice; it runs at both."
            }
        return "At \(change.time) clocks go from \(from) to \(to.shortTime). \(consequence)"
    }
}
