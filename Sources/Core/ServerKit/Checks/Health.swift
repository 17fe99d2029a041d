/// The state of what a server depends on, checked on request; the result is kept for a moment for other requests.
actor Health {
    private var checks: CheckList
    /// The check in progress, which all requests meanwhile share.
    private var looking: Task<[Finding], Never>?
    private var last: (findings: [Finding], at: ContinuousClock.Instant)?

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
        if let looking { return await looking.value }
        if let last, last.at.duration(to: .now) < Self.freshness { return last.findings }
        let looking = Task { [checks] in
            var findings: [Finding] = []
            for await finding in checks.findings { findings.append(finding) }
            return findings
        }
        self.looking = looking
        let findings = await looking.value
        last = (findings, .now)
        self.looking = nil
        return findings
    }
}
