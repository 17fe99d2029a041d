import Postgres
import TestSupport
import Testing

@testable import AgentMemory

@Suite("The built-in patterns of secrets")
struct SecretPatternTests {
    @Test("find each example of a secret by its name, and none in what only speaks of secrets")
    func examples() async throws {
        let examples = try FixtureFile("secrets.tsv").rows
        #expect(examples.count > 100)
        let patterns = SecretPattern.builtIn
        try await withTestPool(prepare: { _ in }) { _, pool in
            for example in examples {
                let found = try await pool.query(
                    """
                    SELECT name FROM unnest(\(patterns.map(\.name)), \(patterns.map(\.pattern))) WITH ORDINALITY
                        AS pattern (name, regex, rank)
                    WHERE \(example[2]) ~ regex ORDER BY rank LIMIT 1
                    """
                ).first?.decode(String.self)
                #expect(found == (example[0] == "yes" ? example[1] : nil), "\(example[2])")
            }
        }
    }
}
