import Cron
import Foundation
import TestSupport
import Testing

@Suite("Schedules against other engines")
struct DifferentialTests {
    private let environment = PythonEnvironment("cron")

    private func judge(_ lines: [String], with script: String, atLeast count: Int, _ options: [String] = [])
        async throws
    {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "cases")
            try Data(lines.joined(separator: "\n").utf8).write(to: file)
            let variables = ["PYTHONTZPATH": "/usr/share/zoneinfo", "PATH": "/usr/bin:/bin"]
            try await PythonDriver(environment, script: "Tests/CronTests/Python/\(script)")
                .run([file.path] + options, environment: variables, atLeast: count)
        }
    }

    /// Asks the engines about cases, in parts, so that no run of them takes long.
    private func judge(_ cases: [ScheduleCase]) async throws {
        let zones = try Dictionary(uniqueKeysWithValues: ScheduleCase.zones.map { ($0, try TimeZoneRules(named: $0)) })
        for start in stride(from: 0, to: cases.count, by: 20_000) {
            let lines = try cases[start...].prefix(20_000).map { try $0.line(in: zones) }
            try await judge(lines, with: "judge_schedules.py", atLeast: 7, ["\(lines.count / 40)"])
        }
    }

    @Test("cronsim, croniter and systemd agree on expressions of all forms, but for what is known to differ")
    func expressions() async throws {
        guard try environment.isPresent() else { return }
        var grammar = ScheduleGrammar(seed: 13)
        let cases = (0..<(LongTests.areAsked ? 100_000 : 8_000)).map { _ in
            ScheduleCase(
                expression: grammar.expression(),
                zone: grammar.zone(of: ScheduleCase.zones),
                start: grammar.moment()
            )
        }
        try await judge(cases)
    }

    @Test("they agree around every change of the clocks in ten zones, but for what is known to differ")
    func clockChanges() async throws {
        guard try environment.isPresent() else { return }
        var generator = SeededGenerator(seed: 31)
        let count = LongTests.areAsked ? 8 : 1
        try await judge(try ScheduleCase.aroundChanges(using: &generator, startsPerSchedule: count))
    }

    @Test("where engines are known to differ, each still answers what it did, and we what we want")
    func known() async throws {
        let all = KnownDisagreement.all + KnownDisagreement.accepted
        for known in all {
            let answers = try Schedule(known.expression, in: known.zone).next(known.ours.count, after: known.start)
            #expect(answers == known.ours, "\(known.expression) in \(known.zone)")
        }
        for known in KnownDisagreement.refused { #expect(try !refusal(of: known.expression).isEmpty) }
        guard try environment.isPresent() else { return }
        let lines = (all + KnownDisagreement.refused).map(\.line)
        try await judge(lines, with: "judge_known.py", atLeast: lines.count)
    }

    @Test("Python's zoneinfo agrees on the clocks of every zone")
    func zones() async throws {
        guard try environment.isPresent() else { return }
        var generator = SeededGenerator(seed: 7)
        let lines = try ZoneCases.names.flatMap { name in
            try ZoneCases.lines(of: name, count: LongTests.areAsked ? 200 : 10, using: &generator)
        }
        try await judge(lines, with: "judge_zones.py", atLeast: 2)
    }
}
