import Cron
import TestSupport

/// A question to be asked of other engines: when is a schedule due after a moment?
struct ScheduleCase {
    var expression: String
    var zone: String
    var start: Int64

    /// The question and our answer in one line: the next three moments, or a ! where the schedule is refused.
    func line(in zones: [String: TimeZoneRules]) throws -> String {
        let rules = try zones[zone] ?? TimeZoneRules(named: zone)
        let start = UnixTime(seconds: start)
        var answer = "!"
        if let schedule = try? Schedule(expression, zone: rules, seed: "seed", anchor: start) {
            answer = schedule.slots(after: start, through: UnixTime.representable.upperBound, limit: 3)
                .map { String($0.seconds) }.joined(separator: ",")
        }
        return "\(expression)\t\(zone)\t\(start.seconds)\t\(answer)"
    }
}

extension ScheduleCase {
    /// Zones with every kind of change: of an hour, of half an hour, of two hours, of a whole day, and at midnight.
    static let zones = [
        "America/New_York", "Europe/Berlin", "Europe/London", "Australia/Lord_Howe", "America/Sao_Paulo",
        "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia", "America/St_Johns", "Antarctica/Troll",
    ]

    /// Where those without a change from 2020 on have had theirs.
    private static let changeYears = ["America/Sao_Paulo": 2008, "Asia/Kathmandu": 1985, "Pacific/Apia": 2009]

    /// The changes of a zone's clocks up to the end of 2030.
    static func changes(in name: String) throws -> [ClockChange] {
        let zone = try TimeZoneRules(named: name)
        var time = UnixTime(seconds: Int64((changeYears[name] ?? 2020) - 1970) * 31_556_952 - 86_400)
        var changes: [ClockChange] = []
        while let change = zone.nextChange(after: time), change.time.seconds < 1_925_000_000 {
            if change.shift != 0 { changes.append(change) }
            time = change.time
        }
        return changes
    }

    /// Schedules around every change, asked from moments around it.
    static func aroundChanges(using generator: inout SeededGenerator, startsPerSchedule: Int) throws -> [ScheduleCase] {
        var cases: [ScheduleCase] = []
        for name in zones {
            for change in try changes(in: name) {
                for expression in expressions(around: change, using: &generator) {
                    for _ in 0..<startsPerSchedule {
                        let distance = ([1, 60, 1_800, 3_600, 7_200, 200_000] as [Int64]).randomElement(
                            using: &generator
                        )!
                        let offset = Int64.random(in: -distance...distance, using: &generator)
                        cases.append(
                            ScheduleCase(expression: expression, zone: name, start: change.time.seconds + offset)
                        )
                    }
                }
            }
        }
        return cases
    }

    /// Times just before, in and after what is skipped or repeated.
    private static func expressions(around change: ClockChange, using generator: inout SeededGenerator) -> [String] {
        let wall = change.time.seconds + Int64(change.before.offset)
        let shift = Int64(abs(change.shift))
        return (0..<6).flatMap { index -> [String] in
            let offset = Int64.random(in: -shift - 600...shift + 600, using: &generator)
            let minuteOfDay = Int((wall + (index == 0 ? 0 : offset)) / 60 % 1_440)
            let (hour, minute) = (minuteOfDay / 60, minuteOfDay % 60)
            let weekday = ((wall + shift) / 86_400 + 4) % 7
            let step = [5, 7, 10, 15, 20, 30].randomElement(using: &generator)!
            return [
                "\(minute) \(hour) * * *", "\(minute) * * * *", "*/\(step) \(hour) * * *",
                "\(minute),59 \(hour),23 * * *",
                "0,30 \(hour) * * */2", "\(minute) */2 * * *", "\(minute) \(max(0, hour - 1))-\(hour) * * *",
                "30 \(minute) \(hour) * * *", "*/20 \(minute) * * * *", "0 0 * * *", "\(minute) 0 * * SUN",
                "* 0 * * \(weekday)",
                "0 */2 * * \(weekday)",
            ]
        }
    }
}
