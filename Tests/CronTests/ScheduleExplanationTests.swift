import Cron
import Testing

@Suite("Schedules explained")
struct ScheduleExplanationTests {
    @Test(
        "in words",
        arguments: [
            ("30 2 * * MON-FRI", "At 02:30 on Monday to Friday (UTC)."),
            ("0 9,17 * * *", "At 09:00 and 17:00 every day (UTC)."),
            ("15 30 2 * * *", "At 02:30:15 every day (UTC)."),
            ("* * * * *", "Every minute (UTC)."),
            ("*/15 * * * *", "Every 15 minutes (UTC)."),
            ("@hourly", "At minute 0 of every hour (UTC)."),
            ("*/15 9-17 * * SAT,SUN", "Every 15 minutes of hours 9 to 17 on Saturday and Sunday (UTC)."),
            ("0 */2 * * *", "At minute 0 of every 2 hours (UTC)."),
            ("*/10 * * * * *", "Every 10 seconds (UTC)."),
            ("0 0 1,15 * *", "At 00:00 on days 1 and 15 of the month (UTC)."),
            ("0 0 L JAN,FEB,MAR *", "At 00:00 on the last day of the month in January to March (UTC)."),
            ("0 0 LW * *", "At 00:00 on the last workday of the month (UTC)."),
            ("0 0 15W * *", "At 00:00 on the workday nearest to day 15 of the month (UTC)."),
            ("0 0 * * FRI#2,SUNL", "At 00:00 on the last Sunday and the second Friday (UTC)."),
            ("0 0 13 * 5", "At 00:00 on day 13 of the month or Friday (UTC)."),
            ("0 0 */10 * 1", "At 00:00 on days 1, 11, 21 and 31 of the month if it is Monday (UTC)."),
            ("@every 90m", "Every 1h30m, counted from 2026-01-01T00:00:00Z."),
            ("at 2026-12-01T09:00:00Z", "Once, at 2026-12-01T09:00:00+00:00 (UTC)."),
        ]
    )
    func words(text: String, words: String) throws {
        #expect(try Schedule(text).words == words)
    }

    @Test("the next moments have their local time, and a note where clocks are changed")
    func occurrences() throws {
        let spring = try Schedule("30 2 * * *", in: "America/New_York").explanation(
            after: "2026-03-07T12:00:00Z",
            count: 2
        )
        #expect(spring.occurrences.map(\.localText) == ["2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"])
        #expect(spring.occurrences.map(\.type.abbreviation) == ["EDT", "EDT"])
        #expect(spring.occurrences[0].note?.contains("Clocks skip 02:30") == true)
        #expect(spring.occurrences[1].note == nil)
        let autumn = try Schedule("30 * * * *", in: "America/New_York").explanation(
            after: "2026-11-01T05:00:00Z",
            count: 3
        )
        #expect(autumn.occurrences.map(\.effect) == [.firstOfTwo, .secondOfTwo, nil])
        let once = try Schedule("at 2026-03-08T02:30", in: "America/New_York").explanation(
            after: "2026-03-07T12:00:00Z",
            count: 3
        )
        #expect(once.occurrences.count == 1)
        #expect(once.occurrences[0].note?.contains("Clocks skip 02:30") == true)
    }

    @Test("the changes of the clocks that it notices are told in advance, others are not")
    func clockChanges() throws {
        func changes(_ text: String) throws -> [String] {
            try Schedule(text, in: "America/New_York").explanation(after: "2026-01-01T00:00:00Z", count: 1).clockChanges
        }
        #expect(
            try changes("30 2 * * *") == [
                "At 2026-03-08T07:00:00Z clocks go from 2026-03-08T02:00:00 to 03:00. "
                    + "02:30 does not exist, so the run is at 03:00, right after the gap."
            ]
        )
        #expect(try changes("30 1 * * *").first?.hasSuffix("01:30 comes twice; it runs at the first.") == true)
        #expect(try changes("*/5 2 * * *").first?.contains("are left out") == true)
        #expect(try changes("0 * * * *").map { $0.contains("it runs at both") } == [true])
        #expect(try changes("0 12 * * *").isEmpty)
        #expect(try changes("30 2 * * MON").isEmpty)
        #expect(try changes("@every 1h").isEmpty)
    }

    @Test(
        "what other engines read differently is warned of",
        arguments: [
            ("0 0 * * MON", []),
            ("30 2 1 * *", []),
            ("*/15 9-17 * * MON-FRI", []),
            ("0 30 2 * * *", ["seconds_first"]),
            ("0 0 * * 1", ["weekday_number"]),
            ("0 0 * * 5#2", ["weekday_number", "extensions"]),
            ("0 0 */2 * MON", ["star_rule"]),
            ("0 0 1 * */2", ["star_rule"]),
            ("0 0 13 * FRI", ["either_day"]),
            ("0 0 30 2 MON", ["either_day", "impossible_date"]),
            ("0 0 31 * *", ["short_months"]),
            ("0 0 1,31 * *", []),
            ("0 0 31 JAN,MAR *", []),
            ("*/7 * * * *", ["uneven_step"]),
            ("5/15 * * * *", ["open_step"]),
            ("0 0 L * *", ["extensions"]),
            ("H * * * *", ["hash"]),
            ("0 0 12 ? * MON", ["seconds_first", "question_mark"]),
            ("@every 1d", ["elapsed_time"]),
            ("@every 90s", []),
            ("@daily", []),
            ("at 2026-12-01T09:00:00Z", []),
        ] as [(String, [String])]
    )
    func warnings(text: String, kinds: [String]) throws {
        let warnings = try Schedule(text).warnings
        #expect(warnings.map(\.kind.rawValue) == kinds)
        #expect(warnings.allSatisfy { $0.text.hasSuffix(".") })
    }

    @Test("a schedule that a change of the clocks touches says that engines differ there, and an H says its value")
    func details() throws {
        let touched = try Schedule("30 2 * * *", in: "Europe/Berlin").explanation(
            after: "2026-01-01T00:00:00Z",
            count: 1
        )
        #expect(touched.warnings.map(\.kind) == [.clockChange])
        #expect(try Schedule("H * * * *").warnings[0].text.contains("\"H\" is minute 54"))
        #expect(try Schedule("H/20 * * * *").warnings[0].text.contains("\"H/20\" is minute 14, 34 and 54"))
    }
}
