/// What a connection sets before its first statement: where names are looked up, how they are written, and how long a
/// statement may take.
struct SessionSettings {
    private let values: [(name: String, value: String)]

    init(_ configuration: PostgresConfiguration) {
        var values = [
            ("search_path", configuration.searchPath.map(quoteIdentifier).joined(separator: ", ")),
            // Types are known by their names as PostgreSQL writes them.
            ("quote_all_identifiers", "off"),
        ]
        if let timeout = configuration.statementTimeout {
            values.append(("statement_timeout", String(max(1, timeout.milliseconds))))
        }
        self.values = values
    }

    /// Sets them until the transaction ends.
    var forTransaction: String { "SELECT " + assignments(isLocal: true) }

    /// Sets them for the session and answers true, unless the session is not that of the server process `pid`.
    ///
    /// A pooler gives its client a process number of its own. A session behind it is shared: what is set for one client
    /// is lost to it, and met by others. One statement asks and sets, since the next may run in another session. It runs
    /// with any search path, so no name in it depends on that.
    func forSession(of pid: Int) -> String {
        """
        SELECT CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) '\(pid)'::pg_catalog.int8 \
        THEN ROW(\(assignments(isLocal: false))) IS NOT NULL ELSE false END
        """
    }

    private func assignments(isLocal: Bool) -> String {
        values.map { "pg_catalog.set_config('\($0.name)', \(Self.literal($0.value)), \(isLocal))" }
            .joined(separator: ", ")
    }

    /// A text as an SQL literal, whatever `standard_conforming_strings` says.
    private static func literal(_ text: String) -> String {
        "E'" + text.flatMap { $0 == "'" || $0 == "\\" ? [$0, $0] : [$0] } + "'"
    }
}

extension SQL {
    /// Lifts `PostgresConfiguration.statementTimeout` for the rest of the transaction or pipeline: for work that takes as
    /// long as it takes.
    package static let liftingStatementTimeout: SQL = "SELECT pg_catalog.set_config('statement_timeout', '0', true)"
}
