import Cron
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("Time zones")
struct TimeZoneTests {
    @Test("a time in a gap has no moment, one in an overlap has two, any other has one")
    func moments() throws {
        let zone = try TimeZoneRules(named: "America/New_York")
        func moments(_ text: UnixTime) -> [UnixTime] { zone.moments(of: LocalTime(seconds: text.seconds)) }
        #expect(moments("2026-03-08T01:59:59Z") == ["2026-03-08T06:59:59Z"])
        #expect(moments("2026-03-08T02:00:00Z").isEmpty)
        #expect(moments("2026-03-08T02:59:59Z").isEmpty)
        #expect(moments("2026-03-08T03:00:00Z") == ["2026-03-08T07:00:00Z"])
        #expect(moments("2026-11-01T01:00:00Z") == ["2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"])
        #expect(moments("2026-11-01T01:59:59Z") == ["2026-11-01T05:59:59Z", "2026-11-01T06:59:59Z"])
        #expect(moments("2026-11-01T02:00:00Z") == ["2026-11-01T07:00:00Z"])
    }

    @Test("the changes of clocks are found one after the other, also in years that no table lists")
    func changes() throws {
        let zone = try TimeZoneRules(named: "Europe/Berlin")
        let change = try #require(zone.nextChange(after: "2026-01-01T00:00:00Z"))
        #expect(change.time == "2026-03-29T01:00:00Z")
        #expect(change.shift == 3_600)
        #expect([change.before.abbreviation, change.after.abbreviation] == ["CET", "CEST"])
        #expect(change.after.offsetText == "+02:00" && change.after.isDaylight)
        #expect(zone.lastChange(through: change.time) == change)
        #expect(zone.nextChange(after: "2150-06-01T00:00:00Z")?.time == "2150-10-25T01:00:00Z")
        #expect(TimeZoneRules.utc.nextChange(after: "2026-01-01T00:00:00Z") == nil)
    }

    @Test("a day that a zone skipped has no moments")
    func samoa() throws {
        let zone = try TimeZoneRules(named: "Pacific/Apia")
        let noon: UnixTime = "2011-12-30T12:00:00Z"
        #expect(zone.moments(of: LocalTime(seconds: noon.seconds)).isEmpty)
        #expect(zone.localTime(at: "2011-12-30T09:59:59Z").description == "2011-12-29T23:59:59")
        #expect(zone.localTime(at: "2011-12-30T10:00:00Z").description == "2011-12-31T00:00:00")
    }

    @Test(
        "a name that is near to one of a zone gets it proposed",
        arguments: [
            ("europe/berlin", "Europe/Berlin"), ("Berlin", "Europe/Berlin"), ("America/New York", "America/New_York"),
            ("Europe/Berln", "Europe/Berlin"), ("Asia/Tokio", "Asia/Tokyo"), ("Europe/Istambul", "Europe/Istanbul"),
        ]
    )
    func suggestions(text: String, name: String) {
        let error = #expect(throws: TimeZoneError.self) { try TimeZoneRules(named: text) }
        #expect(error?.description.contains("Did you mean \"\(name)\"") == true, "\(error?.description ?? "")")
    }

    @Test(
        "a text that is no name of a zone is refused, and reads no file elsewhere",
        arguments: [
            "", "/", "../../../etc/passwd", "Europe/../Europe/Berlin", "/usr/share/zoneinfo/UTC", "Europe", "Europe/",
            "Europe//Berlin", "tzdata.zi", "zone.tab", "leapseconds", "right/Europe/Berlin", "posix/Europe/Berlin",
            "localtime", "posixrules", "Europe/Berlin\0", "Europe/\0/x", "é", "😀", "+02:00", "PST",
            "Europe/Berlin/x/y/z",
            String(repeating: "a", count: 10_000), String(repeating: "a/", count: 10_000),
        ]
    )
    func refused(name: String) {
        let error = #expect(throws: TimeZoneError.self) { try TimeZoneRules(named: name) }
        #expect(error?.description.contains("There is no time zone") == true)
        #expect((error?.description.utf8.count ?? 0) < 400)
    }

    @Test("where no data is installed, UTC is known and the rest says what to install")
    func noData() throws {
        #expect(try TimeZoneRules(named: "UTC", in: "/nowhere").name == "UTC")
        let error = #expect(throws: TimeZoneError.self) { try TimeZoneRules(named: "Europe/Berlin", in: "/nowhere") }
        #expect(error?.description.contains("Install the package tzdata") == true)
    }

    @Test("damaged data is refused and never crashes")
    func damaged() async throws {
        let source = URL(filePath: "/usr/share/zoneinfo/Europe/Berlin")
        let whole = try Data(contentsOf: source)
        var generator = SeededGenerator(seed: 5)
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "Broken")
            func read() -> TimeZoneRules? { try? TimeZoneRules(named: "Broken", in: FilePath(folder.path)) }
            try whole.write(to: file)
            #expect(read() != nil)
            for length in stride(from: 0, to: whole.count, by: 37) {
                try whole.prefix(length).write(to: file)
                #expect(read() == nil)
            }
            for _ in 0..<500 {
                var bytes = whole
                for _ in 0..<4 {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                try bytes.write(to: file)
                guard let zone = read() else { continue }
                // What is still a table may say anything, but it answers.
                for time in ["1890-01-01T00:00:00Z", "2026-03-29T01:00:00Z", "2200-07-01T00:00:00Z"] as [UnixTime] {
                    _ = zone.moments(of: zone.localTime(at: time))
                    _ = try? Schedule("30 2 * * *", zone: zone, seed: "", anchor: time).next(after: time)
                }
            }
        }
    }

    @Test("moments at both ends of time do no harm", arguments: [Int64.min, -1 << 40, 0, 1 << 40, .max])
    func ends(seconds: Int64) throws {
        let zone = try TimeZoneRules(named: "America/St_Johns")
        let time = UnixTime(seconds: seconds)
        _ = zone.localTimeType(at: time)
        _ = zone.nextChange(after: time)
        _ = zone.lastChange(through: time)
        for text in ["* * * * *", "30 2 29 2 *", "@every 7s", "at 2026-01-01T00:00:00Z"] {
            let schedule = try Schedule(text, in: "America/St_Johns", anchor: time)
            _ = schedule.next(after: time)
            _ = schedule.previous(before: time)
            _ = schedule.explanation(after: time, count: 2)
        }
    }
}
