import Cron
import TestSupport
import Testing

@Suite("Schedules of all forms")
struct SchedulePropertyTests {
    /// Schedules with moments to ask from, a third of them near to a change of the clocks.
    private func forEachSchedule(_ body: (Schedule, UnixTime) throws -> Void) throws {
        var grammar = ScheduleGrammar(seed: 99)
        var count = 0
        for name in ScheduleCase.zones {
            let zone = try TimeZoneRules(named: name)
            let changes = try ScheduleCase.changes(in: name)
            for index in 0..<(LongTests.areAsked ? 3_000 : 150) {
                let text = grammar.expression()
                guard let schedule = try? Schedule(text, zone: zone, seed: name, anchor: "2026-01-01T00:00:00Z") else {
                    continue
                }
                count += 1
                let random = grammar.moment()
                let isNear = index.isMultiple(of: 3) && !changes.isEmpty
                let near = isNear ? changes[index % changes.count].time.seconds + random % 9_000 : random
                try body(schedule, UnixTime(seconds: near))
            }
        }
        #expect(count > 1_000)
    }

    @Test("the next moment is after the one that is asked from, and the same from all moments between")
    func next() throws {
        try forEachSchedule { schedule, time in
            let next = try #require(schedule.next(after: time), "\(schedule.text)")
            #expect(next > time)
            #expect(schedule.next(after: UnixTime(seconds: next.seconds - 1)) == next)
            let middle = UnixTime(seconds: (time.seconds + next.seconds) / 2)
            #expect(middle >= next || schedule.next(after: middle) == next, "\(schedule.text) in \(schedule.zone.name)")
        }
    }

    @Test("previous takes back what next does")
    func previous() throws {
        try forEachSchedule { schedule, time in
            let next = try #require(schedule.next(after: time), "\(schedule.text)")
            let other = try #require(schedule.next(after: next), "\(schedule.text)")
            #expect(schedule.previous(before: other) == next, "\(schedule.text) in \(schedule.zone.name)")
            #expect(schedule.previous(before: UnixTime(seconds: next.seconds + 1)) == next)
            if let previous = schedule.previous(before: next) {
                #expect(previous <= time, "\(schedule.text) in \(schedule.zone.name) after \(time)")
                #expect(schedule.next(after: previous) == next)
            }
        }
    }

    @Test("slots are the next moments one by one, up to and with the end")
    func slots() throws {
        try forEachSchedule { schedule, time in
            var expected: [UnixTime] = []
            while expected.count < 5, let next = schedule.next(after: expected.last ?? time) { expected.append(next) }
            let end = try #require(expected.last)
            #expect(schedule.slots(after: time, through: end, limit: 100) == expected)
            #expect(schedule.slots(after: time, through: end, limit: 2) == Array(expected.prefix(2)))
            let before = UnixTime(seconds: end.seconds - 1)
            #expect(schedule.slots(after: time, through: before, limit: 100) == expected.dropLast())
            #expect(schedule.slots(after: time, through: end, limit: 0).isEmpty)
        }
    }

    @Test("each moment can be explained")
    func explanations() throws {
        try forEachSchedule { schedule, time in
            let explanation = schedule.explanation(after: time, count: 2)
            #expect(
                explanation.occurrences.map(\.time)
                    == schedule.slots(after: time, through: "9999-12-31T23:59:59Z", limit: 2)
            )
            #expect(explanation.words.hasSuffix("(\(schedule.zone.name))."))
        }
    }

    @Test("texts that are changed at random are read or refused, never more")
    func mutations() throws {
        var generator = SeededGenerator(seed: 3)
        let seeds = [
            "*/5 H(1-5)/2 1,15W,L-3 JAN-MAR FRI#2,5L", "@every 1h30m", "at 2026-12-01T09:00:00.5+01:00", "@daily",
        ]
        let alphabet = Array("0123456789*/,-#?LWHR()@:. TZ+SUNJ\u{0}é\n".unicodeScalars)
        for _ in 0..<(LongTests.areAsked ? 100_000 : 3_000) {
            var scalars = Array(seeds.randomElement(using: &generator)!.unicodeScalars)
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !scalars.isEmpty {
                let index = Int.random(in: 0..<scalars.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: scalars[index] = alphabet.randomElement(using: &generator)!
                case 1: scalars.insert(alphabet.randomElement(using: &generator)!, at: index)
                default: scalars.remove(at: index)
                }
            }
            let text = String(String.UnicodeScalarView(scalars))
            guard let schedule = try? Schedule(text, in: "Europe/London") else { continue }
            let explanation = schedule.explanation(after: "2026-06-01T00:00:00Z", count: 1)
            #expect(!explanation.words.isEmpty)
        }
    }
}
