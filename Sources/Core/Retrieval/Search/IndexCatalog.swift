import Postgres
import Synchronization

/// What searches have to know of a table, its passages and their indexes. It changes rarely and is kept for some seconds;
/// an index that is not known yet is noticed at once, because searches count the scans of all.
final class IndexCatalog: Sendable {
    /// What the database's catalog says.
    struct Contents: Sendable {
        /// The OIDs of the table and of that of its passages, of those that are there.
        let tables: [Int64]
        /// How many candidates an HNSW index over so many vectors has to look at.
        let breadth: Int32
        /// What the indexes over the rows of one remainder hold, by that.
        let parts: [Int32: Part]
        /// All indexes on both by their OIDs.
        let indexes: [Int64: Index]
        /// The best precision of the indexes that serve searches, by the table they are on.
        let precisions: (rows: VectorPrecision, passages: VectorPrecision)
        /// How many lists of an ivfflat index to look through.
        let probes: Int
    }

    /// An index over the rows of one remainder.
    struct Part: Sendable {
        let breadth: Int32
        /// About how many rows it holds.
        let rows: Int64
    }

    /// An index of any kind.
    struct Index: Sendable {
        /// nil for one that is not over vectors: PostgreSQL's own methods miss no row.
        let overVectors: VectorIndex?
        let isOfRows: Bool
        /// Whether searches by cosine distance can use it.
        let serves: Bool
    }

    private struct State {
        var contents: (Contents, until: ContinuousClock.Instant)?
        var isLargeUntil: ContinuousClock.Instant?
        var scopes: [[Int64]: (rows: Int32, until: ContinuousClock.Instant)] = [:]
    }

    /// More scopes than these are not remembered.
    private static let mostScopes = 1_000

    private static let freshness = Duration.seconds(5)

    private let state = Mutex(State())

    /// What was read in the last seconds.
    var contents: Contents? {
        get { state.withLock { state in state.contents.flatMap { $0.until > .now ? $0.0 : nil } } }
        set { state.withLock { state in state.contents = newValue.map { ($0, .now + Self.freshness) } } }
    }

    /// Forgets what was read, since it has changed.
    func forget() { state.withLock { $0.contents = nil } }

    /// How many rows a scope of these numbers had in the last seconds.
    func rows(in scope: [Int64]) -> Int32? {
        state.withLock { state in state.scopes[scope].flatMap { $0.until > .now ? $0.rows : nil } }
    }

    /// Remembers that for some seconds.
    func keep(_ rows: Int32, of scope: [Int64]) {
        state.withLock { state in
            if state.scopes.count >= Self.mostScopes { state.scopes = state.scopes.filter { $0.value.until > .now } }
            if state.scopes.count >= Self.mostScopes { state.scopes = [:] }
            state.scopes[scope] = (rows, .now + Self.freshness)
        }
    }

    /// Whether the tables were too large in the last seconds to compare all vectors.
    var isLarge: Bool {
        get { state.withLock { $0.isLargeUntil.map { $0 > .now } ?? false } }
        set { state.withLock { $0.isLargeUntil = newValue ? .now + Self.freshness : nil } }
    }
}
