import Async
import MCP

/// The checks of a server, each after those it depends on.
struct CheckList: Sendable {
    var checks: [Check]
    let surroundings: Check.Surroundings
    /// How long one check may take.
    var limit = Duration.seconds(60)

    /// The checks that decide whether a server can do its work, and those they depend on.
    var deciding: CheckList {
        var needed: Set<String> = []
        for check in checks.reversed() where check.decidesReadiness || needed.contains(check.name) {
            needed.formUnion(check.foundations + [check.name])
        }
        var list = self
        list.checks = checks.filter { needed.contains($0.name) }
        return list
    }

    /// The findings, each as soon as it is made; checks that depend on something broken are skipped.
    var findings: AsyncStream<Finding> {
        AsyncStream { continuation in
            let looking = Task {
                var made: [String: Finding] = [:]
                for check in checks {
                    let finding = await finding(of: check, on: check.foundations.compactMap { made[$0] })
                    made[check.name] = finding
                    continuation.yield(finding)
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in looking.cancel() }
        }
    }

    private func finding(of check: Check, on foundations: [Finding]) async -> Finding {
        if let broken = foundations.first(where: { !$0.isWell }) {
            return Finding(check: check, outcome: .skipped("fix \(broken.check.name) first"))
        }
        do {
            return Finding(check: check, outcome: try await withTimeLimit(limit) { try await check.look(surroundings) })
        } catch is TimeLimitExceeded {
            return Finding(check: check, outcome: .failed("no answer within \(limit.inWords)", remedy: check.remedy))
        } catch {
            return Finding(check: check, outcome: .failed(explain(error)?.text ?? "\(error)", remedy: check.remedy))
        }
    }
}
