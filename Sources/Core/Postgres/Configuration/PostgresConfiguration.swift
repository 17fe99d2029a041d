import CLibpq

/// How to reach a database: every form and setting that libpq knows.
///
/// Settings that are not given here come from libpq's own sources: PG* variables, service file, password file.
public struct PostgresConfiguration: Sendable {
    /// libpq's settings by keyword (`host`, `port`, `dbname`, `user`, `password`, `sslmode`, `target_session_attrs`…).
    ///
    /// Lists of hosts are comma-separated, as in libpq. Without `keepalives_idle` and the like, a TCP connection whose
    /// peer has vanished is noticed within two minutes; `tcp_user_timeout` is also how long a server may leave data
    /// that it was sent unread.
    public var parameters: [String: String]
    /// What `pg_stat_activity` shows, unless the URL or PGAPPNAME says otherwise.
    public var applicationName: String
    /// How long connecting may take for each host, when `connect_timeout` is not given.
    public var connectTimeout: Duration = .seconds(10)
    /// How long the cancel request may take to reach the server when a task is cancelled, and then the server to end
    /// the statement. After that the connection is closed. The same limit applies to beginning or rolling back a
    /// transaction, and to a commit whose task is cancelled.
    public var cancelTimeout: Duration = .seconds(10)
    /// Whether statements are prepared and kept; nil keeps them unless a pooler is between. PgBouncer before 1.21 may
    /// run one where it was not prepared; behind a newer one they can be kept.
    public var preparedStatements: Bool?
    /// The schemas in which names without one are looked up, in this order. No URL, variable or role can change it.
    ///
    /// By default only PostgreSQL's own objects, and the session's temporary ones last, can be named without a schema,
    /// so that nothing that others create can take their place (CVE-2018-1058).
    public var searchPath = ["pg_catalog", "pg_temp"]
    /// How long a statement may take before the server ends it, rounded to milliseconds; nil leaves that to the server.
    public var statementTimeout: Duration?
    /// How many statements a connection keeps prepared.
    public var statementCacheSize = 256

    /// Settings by keyword.
    public init(parameters: [String: String] = [:], applicationName: String = "paddle") {
        self.parameters = parameters
        self.applicationName = applicationName
    }

    /// Reads any form that libpq accepts: `postgresql://user@host:5432,other/db?sslmode=require`,
    /// `postgres:///db?host=/run`, or `host=/run/postgresql dbname=db`.
    ///
    /// - Throws: `.configuration`, which says what is wrong but never contains the password.
    public init(url: String, applicationName: String = "paddle") throws(PostgresError) {
        self.init(parameters: try Self.parse(url), applicationName: applicationName)
    }

    /// The value of a setting: the one given here, or else libpq's own from the environment or by default.
    public subscript(keyword: String) -> String? {
        parameters[keyword] ?? ConnectionOptions.defaults()[keyword]
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Host, port, database and user; never the password.
    public var description: String {
        let defaults = ConnectionOptions.defaults()
        func value(_ keyword: String) -> String? { parameters[keyword] ?? defaults[keyword] }
        let host = value("host") ?? value("hostaddr") ?? "the default socket"
        var text = "database \"\(value("dbname") ?? value("user") ?? "")\" at \(host)"
        if let port = value("port") { text += ", port \(port)" }
        if let user = value("user") { text += ", user \"\(user)\"" }
        return text
    }

    /// The description.
    public var debugDescription: String { description }

    /// Empty, so that dumping a configuration does not show the password.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
