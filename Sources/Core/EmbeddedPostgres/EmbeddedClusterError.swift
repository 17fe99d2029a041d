/// Why the private cluster could not be started, joined or stopped, written for the person who has to fix it.
package struct EmbeddedClusterError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure, a fixed set that is suitable for labels of metrics.
    package enum Code: String, Sendable {
        /// No PostgreSQL programs, or programs that do not run.
        case postgresqlMissing
        /// PostgreSQL is installed, but the pgvector extension is not.
        case pgvectorMissing
        /// The programs are too old, or their major version differs from that of the data.
        case versionMismatch
        /// A folder cannot be created, entered, read or written, or belongs to someone else.
        case folder
        /// There is no account that may run PostgreSQL, or it has no name.
        case account
        /// The data folder could not be created.
        case initialisation
        /// The server exited while starting.
        case start
        /// Something did not happen in the time allowed.
        case timeout
        /// The file that holds the password is missing or damaged while the server runs.
        case password
    }

    /// What kind of failure it was.
    package let code: Code
    /// What was wrong, what was expected and what to do next.
    package let message: String
    /// The last lines that PostgreSQL wrote, where it wrote any.
    package let log: String?

    init(_ code: Code, _ message: String, log: String? = nil) {
        self.code = code
        self.message = message
        self.log = log.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The message, followed by the last lines that PostgreSQL wrote.
    package var description: String {
        guard let log else { return message }
        return "\(message)\nPostgreSQL wrote:\n\(log)"
    }
}
