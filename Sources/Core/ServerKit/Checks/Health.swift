/// The state of what stands behind a server, looked at when somebody asks, and kept for a moment for whoever else does.
actor Health {
    private var checks: CheckList
    /// The look that is under way, which serves all who ask meanwhile.
    private var looking: Task<[Finding], Never>?
    private var last: (findings: [Finding], at: ContinuousClock.Instant)?

    /// How long one look is good for, however many ask.
    private static let freshness = Duration.seconds(1)
    /// How long a check may take.
    private static let limit = Duration.seconds(5)

    init(_ checks: CheckList) {
        self.checks = checks
        self.checks.limit = Self.limit
    }

    /// Every finding, in the order of the checks. What is not started yet is started.
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
