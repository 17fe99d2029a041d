import Cron
import Testing

@Suite("Schedules that are refused")
struct RefusedScheduleTests {
    @Test(
        "the message names the field and the problem, and what to write",
        arguments: [
            ("60 * * * *", ["minute", "\"60\"", "not between 0 and 59", "*/15"]),
            ("* 24 * * *", ["hour", "\"24\"", "not between 0 and 23"]),
            ("* * 0 * *", ["day of month", "\"0\"", "not between 1 and 31"]),
            ("* * * 13 *", ["month", "\"13\"", "JAN"]),
            ("* * * * 8", ["weekday", "\"8\"", "0 and 7 are Sunday"]),
            ("* * * * monday", ["weekday", "write MON"]),
            ("* * * * FRI-MON", ["weekday", "runs backwards", "\"5-6,0-1\""]),
            ("0 22-4 * * *", ["hour", "runs backwards", "\"22-23,0-4\""]),
            ("*/90 * * * *", ["minute", "longer than the whole field", "@every 90m"]),
            ("*/0 * * * *", ["minute", "no step"]),
            ("*/ * * * *", ["minute", "no step"]),
            ("1,,2 * * * *", ["minute", "comma too many"]),
            ("1- * * * *", ["minute", "lacks a number"]),
            ("-1 * * * *", ["minute", "lacks a number"]),
            ("1.5 * * * *", ["minute", "not understood"]),
            ("R * * * *", ["minute", "random", "H"]),
            ("H(5 * * * *", ["minute", "H(1-5)"]),
            ("? * * * *", ["minute", "not understood"]),
            ("0 0 ?,1 * *", ["day of month", "stands alone"]),
            ("0 0 * * L5", ["weekday", "write 5L"]),
            ("0 0 * * L", ["weekday", "last of which"]),
            ("0 0 * * 1#6", ["weekday", "which week", "FRI#2"]),
            ("0 0 L-0 * *", ["day of month", "1 to 30"]),
            ("0 0 1-5W * *", ["day of month", "15W"]),
            ("0 0 30 2 *", ["day of month", "\"30\"", "never comes in the month \"2\"", "L"]),
            ("0 0 31 2,4,6,9,11 *", ["day of month", "never comes"]),
            ("0 0 L-29 2 *", ["day of month", "never comes"]),
            ("0 0 */30 2 MON#2", ["day of month", "never falls on the weekday", "MON#2"]),
            ("0 0 * 2 * * 2030", ["7 fields", "year"]),
            ("* * * *", ["4 fields", "five fields"]),
            ("", ["empty"]),
            ("   ", ["empty"]),
            ("CRON_TZ=UTC 0 0 * * * x", ["zone by itself"]),
            ("@reboot", ["@reboot", "workers"]),
            ("@dayly", ["@dayly", "@daily"]),
            ("@daily 5", ["not understood"]),
            ("@every", ["missing"]),
            ("@every 0s", ["no time at all"]),
            ("@every 90", ["not understood", "90s"]),
            ("@every 500ms", ["not understood"]),
            ("@every 30m1h", ["not understood"]),
            ("@every -5m", ["not understood"]),
            ("@every 9999w", ["366 days"]),
            ("@every 99999999999999999999h", ["not understood"]),
            ("at tomorrow", ["not understood", "RFC 3339"]),
            ("at 2026-02-30T09:00:00Z", ["no such day"]),
            ("at", ["at"]),
        ]
    )
    func messages(text: String, parts: [String]) throws {
        let message = try refusal(of: text)
        for part in parts { #expect(message.contains(part), "\(message)") }
        #expect(message.hasSuffix("."))
        #expect(message.contains("\"") || text.utf8.allSatisfy { $0 == 0x20 })
    }

    @Test("an expression whose times clocks always skip is refused where it is so")
    func alwaysSkipped() throws {
        // The second Sunday in March is the day on which two o'clock is skipped.
        #expect(try refusal(of: "* 2 * 3 0#2", in: "America/New_York").contains("clocks in America/New_York skip it"))
        #expect(try refusal(of: "* 2 * 3 0#2", in: "Europe/Berlin").isEmpty)
        #expect(try refusal(of: "0 2 * 3 0#2", in: "America/New_York").isEmpty)
    }

    @Test(
        "any text is refused at once and quoted in part",
        arguments: [
            "\0", "* * * * \0", "0 0 1 1 *\n0 0 2 1 *", "😀 * * * *", "＊ * * * *", "٣ * * * *", "0 0 * * ſun",
            "* * * * MON‐FRI",
            String(repeating: "*", count: 10_000), String(repeating: "* ", count: 10_000),
            String(repeating: "1,", count: 250), String(repeating: "/", count: 500),
            "@" + String(repeating: "e", count: 9_999),
            "@every " + String(repeating: "1h", count: 200), "at " + String(repeating: "9", count: 400),
            "99999999999999999999 * * * *", "1-99999999999999999999 * * * *", "*/99999999999999999999 * * * *",
        ]
    )
    func hostile(text: String) throws {
        let message = try refusal(of: text)
        #expect(!message.isEmpty)
        #expect(message.utf8.count < 600)
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
}
