import CLibpq

/// How to reach a database: every form and setting that libpq knows.
///
/// What is not given here comes from libpq's own sources: the PG* variables, the service file, the password file.
public struct PostgresConfiguration: Sendable {
    /// libpq's settings by keyword (`host`, `port`, `dbname`, `user`, `password`, `sslmode`, `target_session_attrs`…).
    ///
    /// Lists of hosts are as in libpq: separated by commas. Without `keepalives_idle` and the like, a TCP connection whose
    /// other side is gone without a word is noticed within two minutes; `tcp_user_timeout` is also how long a server may
    /// leave unread what it was sent.
    public var parameters: [String: String]
    /// What `pg_stat_activity` shows, unless the URL or PGAPPNAME says otherwise.
    public var applicationName: String
    /// How long connecting may take for each host, when `connect_timeout` is not given.
    public var connectTimeout: Duration = .seconds(10)
    /// How long a statement whose task is cancelled may go on: for the request to reach the server, and then for the
    /// server to end the statement. After that the connection is closed. Beginning or rolling back a transaction may
    /// take as long at most, and a commit whose task is cancelled.
    public var cancelTimeout: Duration = .seconds(10)
    /// Whether statements are prepared and kept. Off for PgBouncer in transaction mode before its version 1.21, where
    /// a prepared statement may be on another server connection than the one that is to run it.
    public var preparedStatements = true
    /// How many statements a connection keeps prepared.
    public var statementCacheSize = 256

    /// Settings by keyword.
    public init(parameters: [String: String] = [:], applicationName: String = "paddle") {
        self.parameters = parameters
        self.applicationName = applicationName
    }

    /// Reads any form that libpq takes: `postgresql://user@host:5432,other/db?sslmode=require`, `postgres:///db?host=/run`,
    /// or `host=/run/postgresql dbname=db`.
    ///
    /// - Throws: `.configuration`, with what is wrong but never the password.
    public init(url: String, applicationName: String = "paddle") throws(PostgresError) {
        self.init(parameters: try Self.parse(url), applicationName: applicationName)
    }

    /// The value of a setting: given here, else as libpq finds it in the environment or by default.
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
