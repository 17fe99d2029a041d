extension Argument where Value == String? {
    /// Stands for the argument `idempotency_key` in its declaration.
    public struct IdempotencyKey: Sendable {
        /// The argument.
        public static var idempotencyKey: IdempotencyKey { IdempotencyKey() }
    }

    /// Declares the argument by which a client may repeat a call that adds something, so that it is added once:
    ///
    ///     @Argument(.idempotencyKey) var idempotencyKey: String?
    public init(_ key: IdempotencyKey) {
        self.init(
            "A new UUID; a repeat within \(idempotencyHours) hours is done once.",
            .length(1...255),
            .withoutReplacements
        )
    }
}

/// The name of the argument, as clients give it.
package let idempotencyArgument = "idempotency_key"

/// For how many hours the answer to a call with an idempotency key is kept.
package let idempotencyHours = 24
