/// Anything that went wrong between this program and PostgreSQL.
///
/// `description` is safe to show and to log: it holds neither bind values nor the server's `detail`, which may quote
/// rows.
public struct PostgresError: Error, Sendable {
    /// What kind of failure it was. New kinds may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// A short name that is suitable as a label of metrics.
        public let description: String

        package init(_ description: String) { self.description = description }

        /// The connection could not be made or was lost.
        public static let connection = Code("connection")
        /// The server refused the statement; see `sqlState`.
        public static let server = Code("server")
        /// Connecting took longer than allowed, or the server did not answer something that should be immediate, and
        /// the connection was closed. (A statement past `statement_timeout` is `.server` with SQLSTATE 57014.)
        public static let timeout = Code("timeout")
        /// The task was cancelled, and with it the statement.
        public static let cancelled = Code("cancelled")
        /// A value cannot be sent to PostgreSQL.
        public static let encoding = Code("encoding")
        /// A result value is not of the requested type.
        public static let decoding = Code("decoding")
        /// The connection settings are wrong.
        public static let configuration = Code("configuration")
        /// The API was used in a way that cannot work, such as statements on a closed connection.
        public static let usage = Code("usage")
    }

    /// What kind of failure it was.
    public let code: Code
    /// What went wrong, for people.
    public let message: String
    /// The server's report, when the error came from the server.
    let server: ServerReport?
    /// The statement, with `$1` for its values; nil when no statement was involved.
    public internal(set) var statement: String?
    /// Which statement of a pipeline failed, counted from 0; nil outside pipelines.
    public internal(set) var statementIndex: Int?
    /// Where in the program the statement was made.
    public internal(set) var file: String?
    /// See `file`.
    public internal(set) var line: Int?

    package init(_ code: Code, _ message: String, statement: String? = nil) {
        self.init(code, message, server: nil, statement: statement)
    }

    init(_ code: Code, _ message: String, server: ServerReport?, statement: String?) {
        self.code = code
        self.message = message
        self.server = server
        self.statement = statement
    }
}

extension PostgresError {
    /// The server's code, when the error came from the server.
    public var sqlState: SQLState? { server?.sqlState }
    /// ERROR, FATAL or PANIC, never translated.
    public var severity: String? { server?.severity }
    /// The server's detail. **It may quote values of rows**: show it only to people who may see the rows.
    public var detail: String? { server?.detail }
    /// What the server suggests.
    public var hint: String? { server?.hint }
    /// The schema of the table or type that the error is about.
    public var schema: String? { server?.schema }
    /// The table that the error is about.
    public var table: String? { server?.table }
    /// The column that the error is about.
    public var column: String? { server?.column }
    /// The constraint that was violated.
    public var constraint: String? { server?.constraint }
    /// The position of the error in the statement's text: characters counted from 1.
    public var position: Int? { server?.position }

    func located(file: String, line: Int) -> PostgresError {
        var error = self
        error.file = file
        error.line = line
        return error
    }

    func inStatement(_ text: String?, index: Int? = nil) -> PostgresError {
        var error = self
        error.statement = text ?? statement
        error.statementIndex = index ?? statementIndex
        return error
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The message with code and hint, safe to show.
    public var description: String {
        var text = message
        if let statementIndex { text = "statement \(statementIndex + 1) of the pipeline: \(text)" }
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        if let hint { text += ". Hint: \(hint)" }
        return text
    }

    /// The description with kind and place, just as safe.
    public var debugDescription: String {
        var text = "PostgresError.\(code): \(description)"
        if let file, let line { text += " [\(file):\(line)]" }
        return text
    }

    /// Empty, so that dumping an error shows no more than its description.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
