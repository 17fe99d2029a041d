public import Async
public import Embedding
public import Logging
public import Postgres

/// One thing a server depends on, checked by `doctor`, by `/readyz` and for the page of the server.
public struct Check: Sendable {
    /// What a check has shown.
    public enum Outcome: Sendable, Hashable {
        /// All is well; what was found.
        case ok(String)
        /// It works, but not as it should: what was found, and how to fix it.
        case warning(String, remedy: String)
        /// It does not work: what was found, and how to fix it.
        case failed(String, remedy: String)
        /// Not checked, and why.
        case skipped(String)
    }

    /// What a check may use.
    public struct Surroundings: Sendable {
        /// The settings of the server.
        public let settings: Settings
        /// The database. For `doctor` it is left as found, and may lack migrations.
        public let database: LazyValue<PostgresPool>
        /// The logger for anything a check has to log.
        public let logger: Logger
        /// The model that embeds texts.
        public let embedder: LazyValue<any Embedder>
    }

    /// What it is called, in one or two words.
    public let name: String
    /// The checks that must pass for this one to make sense.
    public let foundations: [String]
    /// Whether a server that fails it cannot do its work: `/readyz` then says so.
    public let decidesReadiness: Bool
    /// How to fix a failure that does not say so itself.
    public let remedy: String
    let look: @Sendable (Surroundings) async throws -> Outcome

    /// A check.
    ///
    /// - Parameters:
    ///   - foundations: The names of earlier checks; where one of them fails, this one is skipped.
    ///   - look: Checks without changing anything, within a second or two. An error it throws is a failure.
    public init(
        _ name: String,
        on foundations: [String] = [],
        decidesReadiness: Bool = false,
        remedy: String,
        look: @escaping @Sendable (Surroundings) async throws -> Outcome
    ) {
        self.name = name
        self.foundations = foundations
        self.decidesReadiness = decidesReadiness
        self.remedy = remedy
        self.look = look
    }
}
