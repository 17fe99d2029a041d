/// What a schedule's text says, before a zone makes moments of it.
enum Timing: Hashable, Sendable {
    case cron(CronExpression)
    case every(Period)
    /// A moment, and the local time that it was written as, where no offset followed.
    case once(UnixTime, written: LocalTime?)

    /// - Parameters:
    ///   - zone: For a single time that is written without an offset.
    ///   - seed: What the values of `H` are made from.
    init(_ text: String, zone: TimeZoneRules, seed: String) throws(ScheduleError) {
        guard text.utf8.count <= Self.longest else {
            throw ScheduleError("The schedule is longer than \(Self.longest) bytes.", Self.expectation)
        }
        // A line feed at the end is forgiven, as callers that read files leave it there.
        let trimmed = text.utf8.trimmed
        guard trimmed.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 0x09 }) else {
            throw ScheduleError(
                "The schedule \(Quoted(text)) has a character that no schedule has: it is one line of ASCII.",
                Self.expectation
            )
        }
        let words = trimmed.split { $0 == 0x20 || $0 == 0x09 }.map { String(Substring($0)) }
        guard let first = words.first else { throw ScheduleError("The schedule is empty.", Self.expectation) }
        if first.hasPrefix("@") || first == "at" || first == "every" {
            self = try Self.keyword(first, words.dropFirst(), zone, seed)
        } else if case let text = words.joined(separator: " "), let time = Timestamp(text) {
            self = time.timing(in: zone)
        } else if words.count == 5 || words.count == 6 {
            self = .cron(try CronExpression(fields: words, seed: seed))
        } else {
            throw Self.wrongCount(words, text)
        }
    }

    private static let longest = 512

    static let expectation = """
        Expected five fields (minute, hour, day of month, month, weekday), six with the second in front, a name such \
        as "@daily", a period or a single time, for example "30 2 * * MON-FRI", "@every 90s" or \
        "at 2026-12-01T09:00:00Z".
        """

    private static func keyword(
        _ first: String,
        _ rest: ArraySlice<String>,
        _ zone: TimeZoneRules,
        _ seed: String
    ) throws(ScheduleError) -> Timing {
        let text = rest.joined(separator: " ")
        switch first.lowercased() {
        case "@every", "every":
            return .every(try Period(rest.joined()))
        case "@at", "at":
            guard let time = Timestamp(text) else {
                throw ScheduleError(
                    "The time \(Quoted(text)) of at is not understood, or no such day exists.",
                    "Expected a time as RFC 3339 writes it, or one without an offset for the schedule's zone, "
                        + "for example \"at 2026-12-01T09:00:00Z\" or \"at 2026-12-01 09:00\"."
                )
            }
            return time.timing(in: zone)
        case "@reboot":
            throw ScheduleError(
                "The schedule @reboot is refused: workers on several machines start at different times, "
                    + "so there is no one moment to run it at.",
                expectation
            )
        case let name:
            guard let macro = CronMacro(rawValue: String(name.dropFirst())), rest.isEmpty else {
                let names = CronMacro.allCases.map { "@\($0.rawValue)" }.joined(separator: ", ")
                let problem = rest.isEmpty ? "is not known" : "is not understood"
                throw ScheduleError(
                    "The schedule \(Quoted(([first] + rest).joined(separator: " "))) \(problem).",
                    "Expected one of \(names), \"@every 90s\" or \"@at 2026-12-01T09:00:00Z\"."
                )
            }
            return .cron(try CronExpression(fields: macro.fields, seed: seed))
        }
    }

    private static func wrongCount(_ words: [String], _ text: String) -> ScheduleError {
        let count = "The schedule \(Quoted(text)) has \(words.count == 1 ? "1 field" : "\(words.count) fields")."
        if let zone = words.first(where: { $0.hasPrefix("TZ=") || $0.hasPrefix("CRON_TZ=") }) {
            return ScheduleError(
                "The schedule contains \(Quoted(zone)).",
                "Give the zone by itself, not in the schedule."
            )
        }
        guard words.count == 7 else { return ScheduleError(count, expectation) }
        return ScheduleError("\(count) A year, which Quartz takes as the seventh, is not supported.", expectation)
    }
}

extension Timestamp {
    /// A local time that is skipped counts as the end of its gap, one that is repeated as the first of the two.
    fileprivate func timing(in zone: TimeZoneRules) -> Timing {
        switch self {
        case .moment(let time): .once(time.clamped, written: nil)
        case .local(let local): .once(zone.firstMoment(reaching: local).clamped, written: local)
        }
    }
}

extension String.UTF8View {
    /// Without white space at both ends.
    fileprivate var trimmed: SubSequence {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}
