import Cron
import Testing

/// The zone is New York, whose clocks skip 02:00 to 03:00 on March 8 and repeat 01:00 to 02:00 on November 1, 2026, or
/// one with a rarer kind of change.
@Suite("Schedules when clocks are changed")
struct ClockChangeTests {
    private func expect(
        _ text: String,
        _ zone: String = "America/New_York",
        after time: UnixTime,
        _ times: [String],
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let answers = try Schedule(text, in: zone).next(times.count, after: time)
        #expect(answers == times, sourceLocation: location)
    }

    @Test("a fixed time that is skipped runs right after the gap, once for all times in it")
    func skipped() throws {
        let day = ["2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]
        try expect("30 2 * * *", after: "2026-03-07T12:00:00Z", day)
        try expect("0 30 2 * * *", after: "2026-03-07T12:00:00Z", day)
        try expect("*/10 30 2 8 3 *", after: "2026-03-07T12:00:00Z", ["2026-03-08T07:00:00Z", "2027-03-08T07:30:00Z"])
        let twice = ["2026-03-08T07:00:00Z", "2026-03-09T06:15:00Z", "2026-03-09T06:45:00Z"]
        try expect("15,45 2 * * *", after: "2026-03-07T12:00:00Z", twice)
        // One at 03:00 is not doubled by the one that is made up for.
        try expect("0 2,3 * * *", after: "2026-03-08T06:00:00Z", ["2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z"])
    }

    @Test("a fixed time that is repeated runs at the first, whenever it is asked")
    func repeated() throws {
        try expect("30 1 * * *", after: "2026-11-01T04:00:00Z", ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"])
        try expect("30 1 * * *", after: "2026-11-01T05:30:00Z", ["2026-11-02T06:30:00Z"])
        try expect("30 1 * * *", after: "2026-11-01T06:10:00Z", ["2026-11-02T06:30:00Z"])
        try expect("0 30 1 * * *", after: "2026-11-01T04:00:00Z", ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"])
        try expect("0 2 * * *", after: "2026-11-01T06:10:00Z", ["2026-11-01T07:00:00Z"])
    }

    @Test("a minute or an hour that begins with a star runs by the clock: in both hours, and not in a gap")
    func wildcards() throws {
        let hours = ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z"]
        try expect("30 * * * *", after: "2026-11-01T04:30:00Z", hours)
        try expect("30 */1 * * *", after: "2026-11-01T04:30:00Z", hours)
        let minutes = ["2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z", "2026-11-01T06:30:00Z"]
        try expect("*/30 1 * * *", after: "2026-11-01T04:30:00Z", minutes + ["2026-11-02T06:00:00Z"])
        try expect("*/30 2 * * *", after: "2026-03-08T00:00:00Z", ["2026-03-09T06:00:00Z"])
        try expect("30 * * * *", after: "2026-03-08T06:00:00Z", ["2026-03-08T06:30:00Z", "2026-03-08T07:30:00Z"])
        // Hours that are written out are fixed times, as in Debian's cron.
        try expect("30 0-23 * * *", after: "2026-11-01T05:00:00Z", ["2026-11-01T05:30:00Z", "2026-11-01T07:30:00Z"])
    }

    @Test("an H counts as the number that it stands for")
    func hash() throws {
        // Minute 54 of the seed 42.
        try expect("H 2 * * *", after: "2026-03-08T00:00:00Z", ["2026-03-08T07:00:00Z", "2026-03-09T06:54:00Z"])
        try expect("H * * * *", after: "2026-11-01T05:00:00Z", ["2026-11-01T05:54:00Z", "2026-11-01T06:54:00Z"])
    }

    @Test("half an hour, two hours, midnight and a whole day are changes like any other")
    func otherChanges() throws {
        let lordHowe = "Australia/Lord_Howe"
        try expect(
            "15 2 * * *",
            lordHowe,
            after: "2026-10-03T00:00:00Z",
            ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]
        )
        try expect(
            "45 * * * *",
            lordHowe,
            after: "2026-04-04T14:00:00Z",
            ["2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "2026-04-04T16:15:00Z"]
        )
        try expect("30 2 * * *", "Antarctica/Troll", after: "2026-03-28T12:00:00Z", ["2026-03-29T01:00:00Z"])
        try expect("15 0 * * *", "America/Sao_Paulo", after: "2018-11-03T12:00:00Z", ["2018-11-04T03:00:00Z"])
        try expect("30 0 * * 5", "Africa/Cairo", after: "2026-04-23T12:00:00Z", ["2026-04-23T22:00:00Z"])
        try expect(
            "30 2 * * *",
            "Pacific/Apia",
            after: "2011-12-29T10:00:00Z",
            ["2011-12-29T12:30:00Z", "2011-12-30T10:00:00Z", "2011-12-30T12:30:00Z"]
        )
        try expect("0 12 30 12 *", "Pacific/Apia", after: "2011-12-01T00:00:00Z", ["2011-12-30T10:00:00Z"])
    }

    @Test("the same rules hold in years that no table of the zone lists")
    func farFuture() throws {
        try expect("30 2 * * *", after: "2150-03-08T00:00:00Z", ["2150-03-08T07:00:00Z", "2150-03-09T06:30:00Z"])
        try expect("30 1 * * *", after: "2150-11-01T05:45:00Z", ["2150-11-02T06:30:00Z"])
    }
}
