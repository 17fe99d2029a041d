import Cron

/// A case in which another engine is known to answer something else than we do, and why.
struct KnownDisagreement {
    var engine: String
    var expression: String
    var zone: String
    var start: UnixTime
    var ours: [String]
    /// Empty where it finds no date, and nil where it refuses the expression.
    var theirs: [String]?
    var reason: String

    /// For the program that asks the engine.
    var line: String {
        let answer = theirs.map { $0.compactMap { UnixTime($0)?.seconds.description }.joined(separator: ",") } ?? "!"
        return "\(engine)\t\(expression)\t\(zone)\t\(start.seconds)\t\(answer)\t\(reason)"
    }
}

extension KnownDisagreement {
    static let newYork = "America/New_York"

    /// One of each kind that the comparison at random lets pass, so that a new version of an engine that changes its
    /// mind is noticed.
    static let all = [
        KnownDisagreement(
            engine: "cronsim",
            expression: "0 30 1 * * *",
            zone: newYork,
            start: "2026-11-01T04:00:00Z",
            ours: ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"],
            theirs: ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
            reason: "with six fields it goes by the clock, since Debian's cron has five; here a second changes nothing"
        ),
        KnownDisagreement(
            engine: "cronsim",
            expression: "0 30 2 * * *",
            zone: newYork,
            start: "2026-03-08T00:00:00Z",
            ours: ["2026-03-08T07:00:00Z"],
            theirs: ["2026-03-09T06:30:00Z"],
            reason: "the same in a gap"
        ),
        KnownDisagreement(
            engine: "cronsim",
            expression: "45 1 * * *",
            zone: newYork,
            start: "2026-11-01T06:30:00Z",
            ours: ["2026-11-02T06:45:00Z"],
            theirs: ["2026-11-01T05:45:00Z"],
            reason: "asked while a time is repeated, it answers with a moment before the one that it is asked from"
        ),
        KnownDisagreement(
            engine: "cronsim",
            expression: "*/10 2 * * *",
            zone: "Australia/Lord_Howe",
            start: "2026-04-04T14:30:00Z",
            ours: ["2026-04-04T15:30:00Z"],
            theirs: ["2026-04-04T16:00:00Z"],
            reason: "it goes by whole hours over a change of half an hour"
        ),
        KnownDisagreement(
            engine: "cronsim",
            expression: "0 */2 * * 0",
            zone: "America/Sao_Paulo",
            start: "2018-11-02T12:00:00Z",
            ours: ["2018-11-04T04:00:00Z"],
            theirs: ["2018-11-04T03:00:00Z"],
            reason: "it jumps to a midnight that clocks skip and takes it for one that fits"
        ),
        KnownDisagreement(
            engine: "cronsim",
            expression: "47 * * 13/9 * 5,1/2",
            zone: "America/St_Johns",
            start: "1994-10-29T09:50:47Z",
            ours: ["1994-10-30T02:30:47Z", "1994-10-30T03:30:47Z"],
            theirs: ["1994-10-30T02:30:47Z", "1994-10-30T02:30:47Z"],
            reason: "it begins the day again and again where clocks go back over midnight, here from 00:01 to 23:01"
        ),
        KnownDisagreement(
            engine: "cronsim",
            expression: "10-10/20 * * * *",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-01T00:10:00Z", "2026-01-01T01:10:00Z"],
            theirs: ["2026-01-01T00:10:00Z", "2026-01-01T00:30:00Z"],
            reason: "a step after a range of one value goes on to the end of the field"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "30 1 * * *",
            zone: newYork,
            start: "2026-11-01T04:00:00Z",
            ours: ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"],
            theirs: ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
            reason: "it runs a repeated fixed time twice"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "45 */2 * * *",
            zone: newYork,
            start: "2026-03-08T06:00:00Z",
            ours: ["2026-03-08T08:45:00Z"],
            theirs: ["2026-03-08T07:00:00Z"],
            reason: "it makes up for skipped times of wildcards, too"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "10-10 * * * *",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-01T00:10:00Z"],
            theirs: ["2026-01-01T00:01:00Z"],
            reason: "a range of one value is the whole field"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "0 0 LW * *",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-30T00:00:00Z"],
            theirs: nil,
            reason: "it does not know LW"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "0 0 * * 5L",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-30T00:00:00Z"],
            theirs: nil,
            reason: "it writes L5"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "0 0 20 * 5#2",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-09T00:00:00Z", "2026-01-20T00:00:00Z"],
            theirs: [],
            reason: "it does not combine a # with a day of month"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "0 0 25,*/5 * 0-6",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"],
            theirs: ["2026-01-06T00:00:00Z", "2026-01-11T00:00:00Z"],
            reason: "all weekdays in a list are a star where a day of month has one that is not its first"
        ),
        KnownDisagreement(
            engine: "croniter",
            expression: "0 0 * * 5/2",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z"],
            theirs: ["2026-01-02T00:00:00Z", "2026-01-09T00:00:00Z"],
            reason: "its week ends on Saturday where a weekday has a step, Vixie's with a second Sunday"
        ),
        KnownDisagreement(
            engine: "systemd",
            expression: "30 2 * * *",
            zone: newYork,
            start: "2026-03-08T00:00:00Z",
            ours: ["2026-03-08T07:00:00Z"],
            theirs: ["2026-03-09T06:30:00Z"],
            reason: "skipped times are left out"
        ),
        KnownDisagreement(
            engine: "systemd",
            expression: "30 * * * *",
            zone: newYork,
            start: "2026-11-01T05:00:00Z",
            ours: ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
            theirs: ["2026-11-01T05:30:00Z", "2026-11-01T07:30:00Z"],
            reason: "repeated times come once, also each hour's"
        ),
    ]

    /// Expressions that others accept and we refuse, because the writer means something else.
    static let refused = [
        KnownDisagreement(
            engine: "cronsim",
            expression: "*/90 * * * *",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: [],
            theirs: ["2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"],
            reason: "it runs each hour, where every 90 minutes is meant"
        )
    ]

    /// Expressions that we accept and others refuse.
    static let accepted = [
        KnownDisagreement(
            engine: "cronsim",
            expression: "0 0 * * FRI-SUN",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-02T00:00:00Z"],
            theirs: nil,
            reason: "its week begins with Sunday"
        ),
        KnownDisagreement(
            engine: "cronsim",
            expression: "0 0 15W * *",
            zone: "UTC",
            start: "2026-01-01T00:00:00Z",
            ours: ["2026-01-15T00:00:00Z"],
            theirs: nil,
            reason: "it does not know W"
        ),
    ]
}
