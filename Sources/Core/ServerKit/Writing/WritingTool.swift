public import MCP
public import Postgres

/// A tool that changes data. What it writes, its row in the audit and its answer are one transaction: after a crash at
/// any moment either all of them are there or none.
///
///     struct AddNote: WritingTool {
///         static let definition = ToolDefinition(
///             name: "add_note", title: "Add note", description: "Stores a note.", annotations: .adding)
///
///         struct Input: ToolInput {
///             @Argument("The text to store.", .length(1...10_000)) var text: String
///             @Argument(.idempotencyKey) var idempotencyKey: String?
///         }
///
///         struct Output: ToolOutput {
///             var id: Int64
///         }
///
///         func prepare(_ input: Input, context: RequestContext) async throws -> Vector { ... }
///
///         func write(
///             _ vector: Vector, of input: Input, on connection: PostgresConnection, context: RequestContext
///         ) async throws -> Output { ... }
///     }
///
/// A tool that adds something declares the argument `idempotency_key`; nothing else is to be done for it. A call that is
/// repeated with the same key and the same arguments then gets the first answer, and nothing is done again.
public protocol WritingTool: DeclaredTool {
    // Repeated, so that they are inferred from `write`.
    associatedtype Input
    associatedtype Output

    /// What is made ready before anything is written.
    associatedtype Preparation: Sendable

    /// Does what may take long and writes nothing, such as computing vectors. No connection is held meanwhile.
    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation

    /// Writes, within the call's transaction, and makes the answer. It may run more than once, each time in a
    /// transaction of its own; when it throws, nothing is written. To ask the user, throw ``InputRequired`` here: the
    /// agreement then serves once.
    func write(
        _ preparation: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output

    /// The work that goes on once the transaction is committed, where that has a row of its own; nil where all is done.
    /// The call then waits for it, or answers with a task that points to it.
    func goesOn(
        with output: Output,
        after preparation: Preparation,
        of input: Input,
        on connection: PostgresConnection
    ) async throws -> TaskPointer?

    /// Called once the transaction is committed, such as to wake who goes on with the work. It is not called for an
    /// answer that is repeated.
    func committed(_ output: Output)

    /// The members of the answer, by their names on the wire, for callers who may not read: what identifies the change,
    /// and nothing that others have stored. They include all members that are never left out.
    static var membersWithoutReading: Set<String> { get }
}

extension WritingTool {
    /// All is done.
    public func goesOn(
        with output: Output,
        after preparation: Preparation,
        of input: Input,
        on connection: PostgresConnection
    ) async throws -> TaskPointer? { nil }

    /// There is nothing to do.
    public func committed(_ output: Output) {}

    /// The id.
    public static var membersWithoutReading: Set<String> { ["id"] }
}

extension WritingTool where Preparation == Void {
    /// There is nothing to make ready.
    public func prepare(_ input: Input, context: RequestContext) async throws {}
}
