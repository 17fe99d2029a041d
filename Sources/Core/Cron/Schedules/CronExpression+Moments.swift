/// From local times to moments; the rules are those of ``Schedule``.
extension CronExpression {
    func next(after time: UnixTime, in zone: TimeZoneRules) -> UnixTime? {
        guard !isFixedTime else {
            // A time is not yet due if clocks have shown neither it nor a later one.
            let shown = zone.latestLocalTime(through: time)
            return next(from: LocalTime(seconds: shown.seconds + 1)).map(zone.firstMoment)
        }
        var start = time + 1
        let limit = start.seconds + Self.longestWait
        while start.seconds <= limit {
            let type = zone.localTimeType(at: start)
            guard let local = next(from: type.localTime(at: start)) else { return nil }
            let found = type.moment(of: local)
            guard let change = zone.nextChange(after: start), change.time <= found else { return found }
            start = change.time
        }
        return nil
    }

    func previous(before time: UnixTime, in zone: TimeZoneRules) -> UnixTime? {
        var end = time - 1
        guard !isFixedTime else {
            return previous(from: zone.latestLocalTime(through: end)).map(zone.firstMoment)
        }
        let limit = end.seconds - Self.longestWait
        while end.seconds >= limit {
            let change = zone.lastChange(through: end)
            let type = zone.localTimeType(at: end)
            guard let local = previous(from: type.localTime(at: end)) else { return nil }
            let found = type.moment(of: local)
            guard let change, found < change.time else { return found }
            end = change.time - 1
        }
        return nil
    }

    /// A century: what runs less often, because clocks nearly always skip it, is never due.
    private static let longestWait: Int64 = 36_525 * 86_400
}
