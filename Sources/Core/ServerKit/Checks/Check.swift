public import Async
public import Embedding
public import Logging
public import Postgres

/// One thing a server stands on: looked at by `doctor`, by `/readyz` and for the page of the server.
public struct Check: Sendable {
    /// What a look has shown.
    public enum Outcome: Sendable, Hashable {
        /// All is well; what was found.
        case ok(String)
        /// It works, but not as it should: what was found, and how to mend it.
        case warning(String, remedy: String)
        /// It does not work: what was found, and how to mend it.
        case failed(String, remedy: String)
        /// Not looked at: why.
        case skipped(String)
    }

    /// What a check may look at.
    public struct Surroundings: Sendable {
        /// What the server was told.
        public let settings: Settings
        /// The database. For `doctor` it is as it was found, and may lack migrations.
        public let database: LazyValue<PostgresPool>
        /// For what a look wants logged.
        public let logger: Logger
        /// The model that embeds texts.
        public let embedder: LazyValue<any Embedder>
    }

    /// What it is called, in one or two words.
    public let name: String
    /// The checks that must be well for this one to make sense.
    public let foundations: [String]
    /// Whether a server that fails it cannot do its work: `/readyz` then says so.
    public let decidesReadiness: Bool
    /// How to mend a failure that says no better itself.
    public let remedy: String
    let look: @Sendable (Surroundings) async throws -> Outcome

    /// A check.
    ///
    /// - Parameters:
    ///   - foundations: The names of checks that come before; where one of them is not well, this one is skipped.
    ///   - look: Looks, changes nothing, and takes no more than a second or two. What it throws is a failure.
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
