import Async
import HTTP
import Logging
import Synchronization

/// An issuer's keys, fetched when they are needed and kept for a while.
///
/// One request fetches them for all waiting callers. However many tokens name unknown keys, there is a minimum time
/// between two requests to the issuer.
final class IssuerKeys: Sendable {
    /// How long keys are kept.
    struct Policy: Sendable {
        /// The minimum and maximum time to keep keys, whatever the issuer says.
        var freshness = Duration.seconds(5 * 60)...Duration.seconds(24 * 60 * 60)
        /// How long they are still used after that while the issuer is unreachable.
        var grace = Duration.seconds(60 * 60)
        /// The minimum time between two fetches for keys that are not in the set.
        var refetchInterval = Duration.seconds(30)
        /// The minimum time after a failed fetch, when there are no valid keys.
        var retryInterval = Duration.seconds(5)
    }

    /// The keys of one fetch.
    struct Snapshot: Sendable {
        let keys: VerificationKeys
        /// Counts the fetches that brought keys, from 1.
        let generation: Int
        fileprivate let freshUntil: ContinuousClock.Instant
        fileprivate let goodUntil: ContinuousClock.Instant
    }

    private struct State {
        var snapshot: Snapshot?
        var fetch: LazyValue<Void>?
        var lastFetch: ContinuousClock.Instant?
        /// Why the last fetch failed; nil if it succeeded.
        var failure: String?
    }

    private let state = Mutex(State())
    private let endpoint: IssuerEndpoint
    private let algorithms: Set<SigningAlgorithm>
    private let policy: Policy
    private let now: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger

    init(
        _ endpoint: IssuerEndpoint,
        algorithms: Set<SigningAlgorithm>,
        policy: Policy,
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        logger: Logger
    ) {
        self.endpoint = endpoint
        self.algorithms = algorithms
        self.policy = policy
        self.now = now
        self.logger = logger
    }

    /// The keys, fetched if necessary.
    ///
    /// - Parameter generation: The generation that the wanted keys must be newer than; 0 for any keys.
    /// - Returns: The keys; nil where there are no newer ones, or it is too early to ask for them.
    func snapshot(newerThan generation: Int = 0) async throws(AuthorizationFailure) -> Snapshot? {
        let fetch = state.withLock { neededFetch(&$0, newerThan: generation) }
        if let fetch {
            do {
                try await fetch.value()
            } catch {
                throw .unavailable("The request was cancelled before the issuer answered.")
            }
        }
        let (snapshot, failure) = state.withLock { ($0.snapshot, $0.failure) }
        if let snapshot, snapshot.generation > generation, now() < snapshot.goodUntil { return snapshot }
        if failure != nil { throw .unavailable("The keys of the token's issuer cannot be fetched now.") }
        return nil
    }

    /// The fetch to wait for; nil where the current keys must suffice.
    private func neededFetch(_ state: inout State, newerThan generation: Int) -> LazyValue<Void>? {
        let now = now()
        let isGood = state.snapshot.map { $0.generation > generation && now < $0.goodUntil } ?? false
        if isGood, let snapshot = state.snapshot, now < snapshot.freshUntil { return nil }
        if state.fetch == nil {
            let interval = state.failure != nil && generation == 0 ? policy.retryInterval : policy.refetchInterval
            if let last = state.lastFetch, now < last + interval { return nil }
            state.lastFetch = now
            let fetch = LazyValue { await self.fetchNow() }
            state.fetch = fetch
            // It serves all waiting callers and does not depend on any one of them: see below.
            Task { try await fetch.value() }
        }
        // An issuer that has failed is retried without delaying callers whose keys are still valid.
        return isGood && state.failure != nil ? nil : state.fetch
    }

    private func fetchNow() async {
        do {
            let answer = try await endpoint.keys()
            let keys = VerificationKeys(answer.keySet, algorithms: algorithms)
            guard !keys.isEmpty else {
                throw IssuerEndpoint.Failure(description: "\(endpoint.issuer) publishes no key for signatures")
            }
            let age = min(max(answer.maxAge ?? .zero, policy.freshness.lowerBound), policy.freshness.upperBound)
            let freshUntil = now() + age
            state.withLock { state in
                state.snapshot = Snapshot(
                    keys: keys,
                    generation: (state.snapshot?.generation ?? 0) + 1,
                    freshUntil: freshUntil,
                    goodUntil: freshUntil + policy.grace
                )
                state.failure = nil
                state.fetch = nil
            }
        } catch {
            logger.warning("the keys of the tokens' issuer cannot be fetched", error: error)
            state.withLock { state in
                state.failure = "\(error)"
                state.fetch = nil
            }
        }
    }
}
