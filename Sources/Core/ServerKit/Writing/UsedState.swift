import MCP
import Postgres

/// The state with which a client calls again after its user has agreed. It serves once, in whichever process.
struct UsedState: Sendable {
    private let id: String

    /// nil for a call without a state.
    init?(_ context: RequestContext) {
        guard let id = context.stateID else { return nil }
        self.id = id
    }

    /// Takes the state, in the transaction of what the user has agreed to.
    func use(on connection: PostgresConnection) async throws {
        // A state is valid for minutes, by the clock of the server that gave it.
        let isFirst =
            try await connection.execute(
                """
                INSERT INTO public.paddle_used_states (id, expires_at)
                VALUES (\(id), pg_catalog.now() + pg_catalog.make_interval(hours => 1)) ON CONFLICT DO NOTHING
                """
            ) > 0
        guard isFirst else {
            throw ToolError(
                "Nothing was done: what the user agreed to has been done already. Call again without inputResponses and "
                    + "requestState to ask anew.",
                kind: .conflict
            )
        }
    }
}
