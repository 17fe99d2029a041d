import Cryptography
import JSONFormat
import MCP
import Postgres

/// A key with which a caller may repeat a call of a tool, so that it is done once. A key is a caller's and a tool's own,
/// and belongs to the arguments that it first came with.
struct IdempotencyKey: Sendable {
    private let server: String
    private let caller: String
    private let tool: String
    private let key: String
    private let fingerprint: Bytea

    /// nil for a call without a key.
    init?(_ call: AuditedCall) {
        guard case .string(let key)? = call.arguments[idempotencyArgument] else { return nil }
        server = call.server
        caller = call.caller
        tool = call.tool
        self.key = key
        // What is null counts as left out.
        let others = call.arguments.filter { $0.key != idempotencyArgument && $0.value != .null }
        fingerprint = Bytea(HashFunction.sha256.hash(JSON.object(others).sorted.serialized()).bytes)
    }

    /// The answer to the call that was done with this key.
    ///
    /// - Throws: ``ToolError`` where the key came with other arguments.
    func answer(in pool: PostgresPool) async throws -> JSONObject? {
        try await pool.query(lookup).first.flatMap(answer)
    }

    /// Takes the key for the transaction, and waits for another transaction that has it.
    ///
    /// - Returns: The answer to the call that was done with it, and nil where this call is to be done.
    func claim(on connection: PostgresConnection) async throws -> JSONObject? {
        for _ in 0..<5 {
            let claimed = try await connection.query(
                """
                INSERT INTO public.paddle_idempotency_keys AS known (server, caller, tool, key, fingerprint, expires_at)
                VALUES (\(server), \(caller), \(tool), \(key), \(fingerprint),
                    pg_catalog.now() + pg_catalog.make_interval(hours => \(Int32(idempotencyHours))))
                ON CONFLICT (server, caller, tool, key) DO UPDATE
                    SET fingerprint = excluded.fingerprint, answer = NULL, expires_at = excluded.expires_at
                    WHERE known.expires_at <= pg_catalog.now() OR known.answer IS NULL
                RETURNING true
                """
            )
            guard claimed.isEmpty else { return nil }
            // It may expire and be deleted just now, and then is to be claimed.
            if let answer = try await connection.query(lookup).first.flatMap(answer) { return answer }
        }
        throw CallFailure(
            .fault,
            "Nothing was done: the database did not store the \(idempotencyArgument). A trigger of "
                + "public.paddle_idempotency_keys must keep it out; have its owner remove it."
        )
    }

    /// The statement that keeps the answer, for the calls to come.
    func keeping(_ answer: JSONObject) -> SQL {
        """
        UPDATE public.paddle_idempotency_keys SET answer = \(String(decoding: JSON.object(answer).serialized(), as: UTF8.self))
        WHERE server = \(server) AND caller = \(caller) AND tool = \(tool) AND key = \(key)
        """
    }

    private var lookup: SQL {
        """
        SELECT fingerprint, answer FROM public.paddle_idempotency_keys
        WHERE server = \(server) AND caller = \(caller) AND tool = \(tool) AND key = \(key)
            AND expires_at > pg_catalog.now()
        """
    }

    private func answer(_ row: PostgresRow) throws -> JSONObject? {
        let (fingerprint, answer) = try row.decode((Bytea, String?).self)
        guard fingerprint == self.fingerprint else {
            throw ToolError(
                "Nothing was done: this \(idempotencyArgument) came with other arguments before. Use a new one for what "
                    + "is new, and the same only to repeat a call as it was."
            )
        }
        return try answer.flatMap { try JSON(parsing: $0).objectValue }
    }
}
