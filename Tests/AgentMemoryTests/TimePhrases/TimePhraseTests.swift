import Testing

@testable import AgentMemory

@Suite("Phrases of time in a query")
struct TimePhraseTests {
    /// Wednesday, 2024-05-15 12:00 UTC.
    static let now: Int64 = 1_715_774_400

    /// "2024-05-15" or "2024-05-15 06" as seconds; "-" is an open end.
    private static func seconds(_ text: String, open: Int64) -> Int64 {
        guard text != "-" else { return open }
        let parts = text.split(whereSeparator: { "- :".contains($0) }).compactMap { Int($0) }
        let date = CivilDate(year: parts[0], month: parts[1], day: parts[2])
        return Int64(date.daysSinceEpoch * 86_400 + (parts.count > 3 ? parts[3] : 0) * 3600)
    }

    private static func range(_ start: String, _ end: String) -> Range<Int64> {
        seconds(start, open: TimePhrase.farthest.lowerBound)..<seconds(end, open: TimePhrase.farthest.upperBound)
    }

    @Test(
        "each becomes a half-open range, and leaves the rest of the query",
        arguments: [
            ("what did I do today?", "today", "what did I do?", "2024-05-15", "2024-05-16"),
            ("notes from yesterday about tea", "from yesterday", "notes about tea", "2024-05-14", "2024-05-15"),
            ("decisions the day before yesterday", "the day before yesterday", "decisions", "2024-05-13", "2024-05-14"),
            ("bugs this week", "this week", "bugs", "2024-05-13", "2024-05-20"),
            ("bugs last week", "last week", "bugs", "2024-05-06", "2024-05-13"),
            ("Last week's bugs", "Last week's", "bugs", "2024-05-06", "2024-05-13"),
            ("past month", "past month", "", "2024-04-01", "2024-05-01"),
            ("plans this month", "this month", "plans", "2024-05-01", "2024-06-01"),
            ("goals for last year", "for last year", "goals", "2023-01-01", "2024-01-01"),
            ("goals of this year", "of this year", "goals", "2024-01-01", "2025-01-01"),
            ("sales last quarter", "last quarter", "sales", "2024-01-01", "2024-04-01"),
            ("hike last weekend", "last weekend", "hike", "2024-05-11", "2024-05-13"),
            ("three days ago", "three days ago", "", "2024-05-12", "2024-05-13"),
            ("what I said 2 weeks ago", "2 weeks ago", "what I said", "2024-04-29", "2024-05-06"),
            ("a month ago we met", "a month ago", "we met", "2024-04-01", "2024-05-01"),
            ("twenty-one years ago", "twenty-one years ago", "", "2003-01-01", "2004-01-01"),
            ("errors in the last 3 days", "in the last 3 days", "errors", "2024-05-12 12", "2024-05-15 12"),
            ("errors over the past two weeks", "over the past two weeks", "errors", "2024-05-01 12", "2024-05-15 12"),
            ("the last 6 months", "the last 6 months", "", "2023-11-15 12", "2024-05-15 12"),
            ("last 24 hours", "last 24 hours", "", "2024-05-14 12", "2024-05-15 12"),
            ("mail since Monday", "since Monday", "mail", "2024-05-13", "-"),
            ("mail since last Wednesday", "since last Wednesday", "mail", "2024-05-08", "-"),
            ("call on Friday", "on Friday", "call", "2024-05-10", "2024-05-11"),
            ("last Monday", "last Monday", "", "2024-05-13", "2024-05-14"),
            ("trips in March", "in March", "trips", "2024-03-01", "2024-04-01"),
            ("trips in march", "in march", "trips", "2024-03-01", "2024-04-01"),
            ("trips in May", "in May", "trips", "2024-05-01", "2024-06-01"),
            ("trips in December", "in December", "trips", "2023-12-01", "2024-01-01"),
            ("trips last March", "last March", "trips", "2024-03-01", "2024-04-01"),
            ("trips last May", "last May", "trips", "2023-05-01", "2023-06-01"),
            ("In March 2024, what changed?", "In March 2024", "what changed?", "2024-03-01", "2024-04-01"),
            ("changes in 2019", "in 2019", "changes", "2019-01-01", "2020-01-01"),
            ("met on 8 May 2023", "on 8 May 2023", "met", "2023-05-08", "2023-05-09"),
            ("met on May 8th", "on May 8th", "met", "2024-05-08", "2024-05-09"),
            ("met on the 8th of June", "on the 8th of June", "met", "2023-06-08", "2023-06-09"),
            ("May 8, 2023 meeting", "May 8, 2023", "meeting", "2023-05-08", "2023-05-09"),
            ("log 2023-05-08", "2023-05-08", "log", "2023-05-08", "2023-05-09"),
            ("log 2023-05", "2023-05", "log", "2023-05-01", "2023-06-01"),
            ("29 February", "29 February", "", "2024-02-29", "2024-03-01"),
            ("jobs before 2020", "before 2020", "jobs", "-", "2020-01-01"),
            ("jobs after March 2020", "after March 2020", "jobs", "2020-04-01", "-"),
            ("jobs until yesterday", "until yesterday", "jobs", "-", "2024-05-15"),
            ("jobs since 2021-06-01", "since 2021-06-01", "jobs", "2021-06-01", "-"),
            ("jobs between 2019 and 2021", "between 2019 and 2021", "jobs", "2019-01-01", "2022-01-01"),
            (
                "notes between March 3rd and April 2nd", "between March 3rd and April 2nd", "notes", "2024-03-03",
                "2024-04-03"
            ),
            ("notes from January to March", "from January to March", "notes", "2024-01-01", "2024-04-01"),
            ("notes between October and February", "between October and February", "notes", "2023-10-01", "2024-03-01"),
            ("what happened this morning", "this morning", "what happened", "2024-05-15 05", "2024-05-15 12"),
            ("last night's outage", "last night's", "outage", "2024-05-14 18", "2024-05-15 06"),
            ("yesterday evening", "yesterday evening", "", "2024-05-14 18", "2024-05-15 00"),
            ("trip last summer", "last summer", "trip", "2023-06-01", "2023-09-01"),
            ("trip last winter", "last winter", "trip", "2023-12-01", "2024-03-01"),
            ("trip in summer 2022", "in summer 2022", "trip", "2022-06-01", "2022-09-01"),
            ("revenue in Q2 2024", "in Q2 2024", "revenue", "2024-04-01", "2024-07-01"),
            ("Q4 2023 revenue", "Q4 2023", "revenue", "2023-10-01", "2024-01-01"),
        ]
    )
    func ranges(query: String, phrase: String, rest: String, start: String, end: String) throws {
        let found = try #require(TimePhrase.find(in: query, now: Self.now))
        #expect(found == TimePhrase(range: Self.range(start, end), phrase: phrase, rest: rest))
    }

    @Test(
        "what only looks like one is none",
        arguments: [
            "what may I eat", "may 8 people come", "who may join in the march", "march to the office", "they march on",
            "the second server", "wait a second", "30 seconds timeout", "the last commit", "since it broke",
            "before the deploy", "after lunch", "until it works", "between tea and coffee", "in production",
            "port 2024", "2024 rows", "version 2023", "the last word", "this server", "past tense", "spring boot",
            "fall back to http", "jan reviews code", "ask april", "summer", "every 30 days", "2023-13-01",
            "2023-02-30", "February 30 2023", "31 April", "in the kitchen", "on the shelf", "next", "last", "in", "",
            "   ", "Q5 2024", "q2", "a day", "sunscreen", "release 2023-05-08-rc1",
            "host db-2024-05-08.internal", "10.20.30.2024", "week", "year", "two weeks", "augusta", "in 1",
        ]
    )
    func none(query: String) {
        #expect(TimePhrase.find(in: query, now: Self.now) == nil)
    }

    @Test("days are those of the asker's clock")
    func offset() throws {
        // 23:30 UTC is already the next day two hours east, and still the same one to the west.
        let late = Self.now + 41_400
        let east = try #require(TimePhrase.find(in: "today", now: late, offset: 7200))
        #expect(east.range == 1_715_810_400..<1_715_896_800)
        let west = try #require(TimePhrase.find(in: "today", now: late, offset: -18_000))
        #expect(west.range == 1_715_749_200..<1_715_835_600)
    }

    @Test("leap years and the turn of a year count as they are")
    func turns() throws {
        let leapDay: Int64 = 1_709_208_000
        #expect(try #require(TimePhrase.find(in: "last 12 months", now: leapDay)).range.lowerBound == 1_677_585_600)
        let newYear: Int64 = 1_704_110_400
        #expect(
            try #require(TimePhrase.find(in: "yesterday", now: newYear)).range == Self.range("2023-12-31", "2024-01-01")
        )
        #expect(
            try #require(TimePhrase.find(in: "last month", now: newYear)).range
                == Self.range("2023-12-01", "2024-01-01")
        )
    }

    @Test(
        "no clock and no number makes it fail",
        arguments: [Int64.min, -62_167_219_200, 0, 253_402_300_799, .max]
    )
    func clocks(now: Int64) {
        let queries = [
            "9999 years ago", "last 9999 months", "since 9998-12-31", "in 9998", "yesterday", "last winter",
            "0001-01-01",
            "last 0 days", "0 days ago", "99999 days ago", "between 1000-01-01 and 9998-12-31", "before 1000-01-01",
        ]
        for query in queries {
            for offset in [Int64.min, -43_200, 0, 50_400, .max] {
                if let found = TimePhrase.find(in: query, now: now, offset: offset) {
                    #expect(!found.range.isEmpty)
                    #expect(TimePhrase.farthest.contains(found.range.lowerBound))
                    #expect(found.range.upperBound <= TimePhrase.farthest.upperBound)
                }
            }
        }
    }

    @Test("queries of any length and kind are read")
    func anything() {
        let pieces = ["last ", "between ", "in the ", "a\u{301}\u{301}", "🇩🇪", "since ", "2023-05-08-", "\u{0}"]
        for piece in pieces {
            let query = String(repeating: piece, count: 100_000 / piece.utf8.count)
            _ = TimePhrase.find(in: query, now: Self.now)
        }
        #expect(TimePhrase.find(in: "…what, yesterday…", now: Self.now)?.rest == "…what…")
    }
}
