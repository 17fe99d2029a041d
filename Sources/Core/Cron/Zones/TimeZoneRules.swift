package import SystemPackage

/// When the clocks of a zone show what, read from the system's time zone data.
///
/// Foundation's `TimeZone` says the same but loads ICU, which would multiply the memory of an idle worker. A value
/// takes a few kilobytes, and copies of it share them.
package struct TimeZoneRules: Sendable {
    /// The IANA name, as in `Europe/Berlin`.
    package let name: String
    private let table: TransitionTable
    /// Changes after the last of the table.
    private let recurring: RecurringChanges?

    /// Reads the rules of a zone.
    ///
    /// - Parameters:
    ///   - name: An IANA name in its own capitals, as in `America/New_York`.
    ///   - folder: Where the compiled time zone data is.
    package init(named name: String, in folder: FilePath = Self.systemFolder) throws(TimeZoneError) {
        if name == "UTC" || name == "Etc/UTC" {
            // It is known where no data is installed, too.
            self.init(name: name, data: CompiledTimeZone.utc)
        } else {
            self.init(name: name, data: try CompiledTimeZone(named: name, in: folder))
        }
    }

    private init(name: String, data: CompiledTimeZone) {
        self.name = name
        table = data.table
        recurring = data.recurring
    }

    /// Where Debian, and all that follow its layout, keep the data.
    package static let systemFolder: FilePath = "/usr/share/zoneinfo"

    /// Universal time, whose clocks are never changed.
    package static let utc = TimeZoneRules(name: "UTC", data: .utc)
}

extension TimeZoneRules {
    /// What clocks are set to at a moment.
    package func localTimeType(at time: UnixTime) -> LocalTimeType {
        lastChange(through: time)?.after ?? table.initial
    }

    /// What clocks show at a moment.
    package func localTime(at time: UnixTime) -> LocalTime {
        let time = time.clamped
        return localTimeType(at: time).localTime(at: time)
    }

    /// The first change of the clocks after a moment.
    package func nextChange(after time: UnixTime) -> ClockChange? {
        let time = time.clamped
        if let last = table.lastTime, time < last { return table.change(after: time) }
        return recurring?.change(after: time)
    }

    /// The last change of the clocks up to a moment.
    package func lastChange(through time: UnixTime) -> ClockChange? {
        let time = time.clamped
        guard let last = table.lastTime else { return recurring?.change(through: time) }
        if time > last, let change = recurring?.change(through: time), change.time > last { return change }
        return table.change(through: time)
    }

    /// The moments at which clocks show a time, in order: none where it is skipped, two where it is repeated.
    package func moments(of local: LocalTime) -> [UnixTime] {
        var moments: [UnixTime] = []
        forEachPeriod(near: local) { start, type, end in
            let moment = type.moment(of: local)
            if moment >= start, end.map({ moment < $0 }) ?? true { moments.append(moment) }
            return type.moment(of: local) + Self.reach >= start
        }
        return moments
    }

    /// The first moment at which clocks show a time or a later one: its own moment, the first of two, or the end of the
    /// gap that it lies in.
    func firstMoment(reaching local: LocalTime) -> UnixTime {
        var first = UnixTime(seconds: local.seconds)
        forEachPeriod(near: local) { start, type, end in
            first = max(start, type.moment(of: local))
            return end.map { first >= $0 } ?? false
        }
        return first
    }

    /// The latest time that clocks have shown up to a moment: ahead of what they show while a time is repeated.
    func latestLocalTime(through time: UnixTime) -> LocalTime {
        let time = time.clamped
        var latest = localTime(at: time)
        var moment = time
        while let change = lastChange(through: moment), change.time.seconds > time.seconds - Self.reach {
            moment = change.time - 1
            latest = max(latest, change.before.localTime(at: moment))
        }
        return latest
    }

    /// No two clocks differ by more: offsets are within 26 hours of UTC, by RFC 8536.
    private static let reach: Int64 = 2 * 26 * 3_600

    /// Lends the stretches between changes around a local time, in order, until the body says that it needs no more.
    private func forEachPeriod(
        near local: LocalTime,
        _ body: (_ start: UnixTime, _ type: LocalTimeType, _ end: UnixTime?) -> Bool
    ) {
        var start = UnixTime(seconds: local.seconds).clamped - Self.reach / 2
        var type = localTimeType(at: start)
        while true {
            let change = nextChange(after: start)
            guard body(start, type, change?.time), let change else { return }
            (start, type) = (change.time, change.after)
        }
    }
}
