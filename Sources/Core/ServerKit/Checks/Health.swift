/// The state of what a server depends on, checked on request; the result is kept for a moment for other requests.
actor Health {
    private var checks: CheckList
    private var last: (looking: Task<[Finding], Never>, at: ContinuousClock.Instant)?

    /// How long a result is reused.
    private static let freshness = Duration.seconds(1)
    /// How long a check may take.
    private static let limit = Duration.seconds(5)

    init(_ checks: CheckList) {
        self.checks = checks
        self.checks.limit = Self.limit
    }

    /// Every finding, in the order of the checks. The checks may start resources that are not started yet.
    func findings() async -> [Finding] {
        if let last, last.at.duration(to: .now) < Self.freshness { return await last.looking.value }
        let looking = Task { [checks] in
            var findings: [Finding] = []
            for await finding in checks.findings { findings.append(finding) }
            return findings
        }
        last = (looking, .now)
        return await looking.value
    }
}
