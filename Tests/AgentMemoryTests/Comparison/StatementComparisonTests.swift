import Testing

@testable import AgentMemory

@Suite("Statements that say the same")
struct StatementComparisonTests {
    private static let threshold = 0.6

    private func verdict(_ new: String, _ old: String, cosine: Double = 1) -> StatementComparison.Verdict {
        StatementComparison.verdict(new, old, cosine: cosine, threshold: Self.threshold)
    }

    @Test("no two facts of the labelled near misses are taken for one, whatever their cosine")
    func nearMisses() throws {
        let rows = try FixtureFile("near-misses.tsv").rows
        #expect(rows.count >= 500)
        for row in rows {
            #expect(verdict(row[3], row[4]) != .same, "\(row)")
            #expect(verdict(row[4], row[3]) != .same, "\(row)")
        }
    }

    @Test("most facts in three wordings are one fact, by the cosines of the built-in model")
    func wordings() throws {
        let rows = try FixtureFile("wordings.tsv").rows
        #expect(rows.count >= 100)
        var whole = 0
        var pairs = 0
        for row in rows {
            let same = [(4, 5, 1), (4, 6, 2), (5, 6, 3)].count { one, other, cosine in
                Double(row[cosine]).map { verdict(row[one], row[other], cosine: $0) } == .same
            }
            whole += same == 3 ? 1 : 0
            pairs += same
        }
        #expect(whole * 100 >= rows.count * 60, "\(whole) of \(rows.count)")
        #expect(pairs * 100 >= rows.count * 3 * 70, "\(pairs) of \(rows.count * 3)")
    }

    @Test("a statement is the same as itself, in another case, with other spaces and punctuation")
    func itself() throws {
        for row in try FixtureFile("near-misses.tsv").rows {
            #expect(verdict(row[3], row[3], cosine: 0) == .same)
            #expect(
                verdict("  \(row[3].split(separator: " ").joined(separator: " \n")) . ", row[3]) == .same,
                "\(row[3])"
            )
        }
        #expect(verdict("“Ana’s Tea” – GREEN", "\"ana's tea\" - green") == .same)
        #expect(verdict("El usuario prefiere el café.", "el usuario prefiere el cafe\u{301}") == .same)
    }

    @Test("the order of the two does not matter")
    func symmetric() throws {
        for row in try FixtureFile("wordings.tsv").rows {
            #expect((verdict(row[4], row[5]) == .same) == (verdict(row[5], row[4]) == .same), "\(row)")
        }
    }

    @Test("different words below the threshold are different")
    func threshold() {
        #expect(verdict("Ana leads the team", "The team is led by Ana", cosine: 0.6) == .same)
        #expect(verdict("Ana leads the team", "The team is led by Ana", cosine: 0.59) == .different)
        #expect(verdict("Ana leads the team", "The team is led by Ana", cosine: .nan) == .different)
        #expect(verdict("Ana leads the team", "ana leads the team.", cosine: .nan) == .same)
    }

    @Test("several sentences are the same one by one")
    func sentences() {
        let text = "Dr. Patel is the user's dentist. The port of the API is 8080!"
        #expect(verdict(text, "The user's dentist is Dr. Patel. The API listens on port 8080.") == .same)
        #expect(verdict(text, "The port of the API is 8080! Dr. Patel is the user's dentist.") == .different)
        #expect(
            verdict(text, "The user's dentist is Dr. Patel. The API listens on port 8081.")
                == .conflicting(StatementDifference(kind: .number, new: "8080", old: "8081"))
        )
    }

    @Test(
        "the same about another value is a conflict that names both",
        arguments: [
            ("The API listens on port 8081", "The API's port is 8080", "number", "8081", "8080"),
            ("Logs are kept for 90 days", "Log retention is 30 days", "number", "90 days", "30 days"),
            ("The deadline is May 6", "The deadline is on 5 May", "date", "May 6", "5 May"),
            ("Ana lives in Paris", "Ana lives in Rome", "name", "Paris", "Rome"),
            ("Eva leads the platform team", "The platform team is led by Ana", "name", "Eva", "Ana"),
            ("The user does not eat meat", "The user eats meat", "negation", "not", ""),
            ("The user prefers light mode", "The user prefers dark mode", "word", "light", "dark"),
        ]
    )
    func conflicts(new: String, old: String, kind: String, one: String, other: String) throws {
        let difference = StatementDifference(
            kind: try #require(StatementDifference.Kind(rawValue: kind)),
            new: one,
            old: other
        )
        #expect(verdict(new, old) == .conflicting(difference))
    }

    @Test(
        "another subject is no conflict",
        arguments: [("Ana lives in Rome", "Ben lives in Rome"), ("Server 3 is down", "The office is closed")]
    )
    func subjects(new: String, old: String) {
        #expect(verdict(new, old) == .different)
    }

    @Test("texts of any length and kind are compared in time that grows with their length")
    func anything() {
        let pieces = [
            "a ", "is ", "of the ", "not ", "by Ana ", "every 30 days ", "x", "'s ", "-", "1,", "🇩🇪 ",
            "a\u{301}\u{301}",
            "and or ", "x's", "n't", "~1", ". ", "twenty hundred ", "\u{0}", "(((", "in March 2024 ", "A.B-C_D/E:F ",
            "what? ",
        ]
        for piece in pieces {
            let text = String(repeating: piece, count: (piece == "a " ? 100_000 : 10_000) / piece.utf8.count)
            #expect(verdict(text, text + "end") != .same)
            #expect(verdict(text + "end", text + "END") != .different || piece == "\u{0}")
            let short = String(repeating: piece, count: 30)
            _ = verdict(short, short + "the end of it is by Ana")
        }
        #expect(verdict("", "") == .different)
        #expect(verdict("…", "!") == .different)
    }
}
