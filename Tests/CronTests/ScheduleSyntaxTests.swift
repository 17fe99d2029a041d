import Cron
import Testing

@Suite("How schedules are written")
struct ScheduleSyntaxTests {
    @Test(
        "each form of a field",
        arguments: [
            ("*/20 * * * *", ["2026-01-01T00:20:00Z", "2026-01-01T00:40:00Z", "2026-01-01T01:00:00Z"]),
            ("5/25 * * * *", ["2026-01-01T00:05:00Z", "2026-01-01T00:30:00Z", "2026-01-01T00:55:00Z"]),
            ("10-30/10 4 * * *", ["2026-01-01T04:10:00Z", "2026-01-01T04:20:00Z", "2026-01-01T04:30:00Z"]),
            ("10-10/3 4 * * *", ["2026-01-01T04:10:00Z", "2026-01-02T04:10:00Z"]),
            ("0 9-10,22 * * *", ["2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z", "2026-01-01T22:00:00Z"]),
            ("30 15 10 * * *", ["2026-01-01T10:15:30Z", "2026-01-02T10:15:30Z"]),
            ("*/30 0 0 * * *", ["2026-01-01T00:00:30Z", "2026-01-02T00:00:00Z"]),
            ("0 0 1 jan,Jul *", ["2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z"]),
            ("0 0 * * mon", ["2026-01-05T00:00:00Z", "2026-01-12T00:00:00Z"]),
            ("0 0 * * 7", ["2026-01-04T00:00:00Z", "2026-01-11T00:00:00Z"]),
            ("0 0 * * FRI-SUN", ["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z"]),
            ("0 0 L * *", ["2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z"]),
            ("0 0 L-2 * *", ["2026-01-29T00:00:00Z", "2026-02-26T00:00:00Z"]),
            // The last days are a Saturday, a Saturday and a Tuesday.
            ("0 0 LW * *", ["2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z", "2026-03-31T00:00:00Z"]),
            // The first of February is a Sunday, the 15th is one, too.
            ("0 0 1W,15W 2 *", ["2026-02-02T00:00:00Z", "2026-02-16T00:00:00Z"]),
            // The first of August is a Saturday: the nearest workday before it is in July.
            ("0 0 1W 8 *", ["2026-08-03T00:00:00Z"]),
            // The 31st of May is a Sunday: the nearest workday after it is in June.
            ("0 0 31W 5 *", ["2026-05-29T00:00:00Z"]),
            ("0 0 * * FRI#2", ["2026-01-09T00:00:00Z", "2026-02-13T00:00:00Z"]),
            ("0 0 * * 5#5", ["2026-01-30T00:00:00Z", "2026-05-29T00:00:00Z"]),
            ("0 0 * * FRIL", ["2026-01-30T00:00:00Z", "2026-02-27T00:00:00Z"]),
            ("0 0 12 ? * MON", ["2026-01-05T12:00:00Z"]),
            ("0 0 29 2 *", ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]),
            ("0 0 29 2 */7", ["2032-02-29T00:00:00Z", "2060-02-29T00:00:00Z"]),
            ("  0\t0  1 1   *\n", ["2027-01-01T00:00:00Z"]),
        ]
    )
    func fields(text: String, times: [String]) throws {
        let answers = try Schedule(text).next(times.count, after: "2026-01-01T00:00:00Z")
        #expect(answers == times)
    }

    @Test(
        "each macro is what Vixie's cron makes of it",
        arguments: [
            ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
            ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"), ("@Daily", "0 0 * * *"),
        ]
    )
    func macros(macro: String, expression: String) throws {
        let answers = try Schedule(macro).next(3, after: "2026-01-01T00:00:00Z")
        #expect(try answers == Schedule(expression).next(3, after: "2026-01-01T00:00:00Z"))
    }

    @Test("where both fields of days restrict something, one is enough; where one begins with a star, both must fit")
    func starRule() throws {
        let either = ["2026-01-02T00:00:00Z", "2026-01-09T00:00:00Z", "2026-01-13T00:00:00Z"]
        #expect(try Schedule("0 0 13 * 5").next(3, after: "2026-01-01T00:00:00Z") == either)
        // Days 1, 11, 21 and 31 that are Mondays.
        let both = ["2026-05-11T00:00:00Z", "2026-06-01T00:00:00Z"]
        #expect(try Schedule("0 0 */10 * 1").next(2, after: "2026-01-01T00:00:00Z") == both)
    }

    @Test("@every counts from its anchor: the first run is one period after it")
    func every() throws {
        let schedule = try Schedule("@every 1h30m", anchor: "2026-01-01T00:00:07Z")
        #expect(schedule.next(2, after: "2020-01-01T00:00:00Z") == ["2026-01-01T01:30:07Z", "2026-01-01T03:00:07Z"])
        #expect(schedule.next(1, after: "2026-01-01T01:30:07Z") == ["2026-01-01T03:00:07Z"])
        #expect(schedule.previous(before: "2026-01-01T01:30:07Z") == nil)
        #expect(schedule.previous(before: "2026-01-01T01:30:08Z") == "2026-01-01T01:30:07Z")
        for text in ["@every 90s", "every 90s", "@every 1m30s", "@EVERY 1m 30s"] {
            #expect(try Schedule(text).next(1, after: "2026-01-01T00:00:00Z") == ["2026-01-01T00:01:30Z"])
        }
    }

    @Test(
        "a single time is due once",
        arguments: [
            ("at 2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z"),
            ("@at 2026-12-01T09:00:00+01:00", "2026-12-01T08:00:00Z"),
            ("2026-12-01T09:00:00.000Z", "2026-12-01T09:00:00Z"),
            ("at 2026-12-01t09:00:00.001z", "2026-12-01T09:00:01Z"),
            ("at 2026-12-01 09:00", "2026-12-01T08:00:00Z"), ("at 2026-07-01T09:00:30", "2026-07-01T07:00:30Z"),
            // In a gap, and in an overlap.
            ("at 2026-03-29T02:30", "2026-03-29T01:00:00Z"), ("at 2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            ("at 2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ]
    )
    func once(text: String, time: String) throws {
        let schedule = try Schedule(text, in: "Europe/Berlin")
        #expect(schedule.isOneShot)
        #expect(schedule.next(2, after: "2000-01-01T00:00:00Z") == [time])
        #expect(schedule.next(1, after: try #require(UnixTime(time))).isEmpty)
        #expect(schedule.previous(before: "2100-01-01T00:00:00Z")?.description == time)
    }

    @Test("H is the same for the same seed for ever, and lies in its range")
    func hash() throws {
        // By an independent program in Python; these runs would move if the hash were changed.
        let times = [
            ("42", "2026-01-28T01:54:00Z"), ("nightly backup", "2026-01-28T19:03:00Z"), ("é", "2026-01-01T08:03:00Z"),
            ("", "2026-01-27T16:11:00Z"),
        ]
        for (seed, time) in times {
            #expect(try Schedule("H H H * *", seed: seed).next(1, after: "2025-12-31T23:59:59Z") == [time])
        }
        for seed in (0..<300).map(String.init) {
            let schedule = try Schedule("H/15 H(9-17) H * *", seed: seed)
            let slots = schedule.next(8, after: "2026-01-31T23:59:59Z")
            #expect(Set(slots.map { $0.prefix(13) }).count == 2, "two days of four runs: \(slots)")
            #expect(slots.allSatisfy { (9...17).contains(Int($0.dropFirst(11).prefix(2))!) })
            #expect(slots.allSatisfy { (1...28).contains(Int($0.dropFirst(8).prefix(2))!) })
        }
        let minutes = try (0..<1_000).map { seed in
            try Schedule("H * * * *", seed: "task \(seed)").next(1, after: "2025-12-31T23:59:59Z")[0]
        }
        #expect(Set(minutes).count == 60, "they are spread over the hour")
    }
}
