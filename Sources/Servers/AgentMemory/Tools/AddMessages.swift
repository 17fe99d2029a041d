import Async
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit
import Text

struct AddMessages: WritingTool {
    static let definition = ToolDefinition(
        name: "add_messages",
        title: "Add messages",
        description: "Adds turns at the end of a conversation, all or none.",
        annotations: .adding,
        isLong: true
    )

    struct Message: ToolInput {
        @Argument("user, assistant, …", .length(1...50)) var role: String
        @Argument("What was said.", .length(1...MemoryLimits.longestContent)) var content: String
        @Argument("Who speaks, by name.", .length(1...MemoryLimits.longestName)) var speaker: String?
        @Argument("When; default: now.") var createdAt: RFC3339Time?
        @Argument("Facts to filter by.") var metadata: JSONObject?
    }

    struct Input: ToolInput {
        @Argument("Your name for it.", .length(1...MemoryLimits.longestName), .withoutReplacements)
        var sessionId: String
        @Argument("The turns, in order.", .count(1...500)) var messages: [Message]
        @Argument("A title for people.", .length(1...MemoryLimits.longestText)) var title: String?
        @Argument("Store what looks like a secret.") var allowSecrets: Bool = false
        @Argument(.bank) var bank: String?
        @Argument(.idempotencyKey) var idempotencyKey: String?
    }

    struct Output: ToolOutput {
        var sessionId: String
        /// The number of the first new turn.
        var firstTurn: Int32
        var added: Int
    }

    static let membersWithoutReading: Set = ["session_id", "first_turn", "added"]

    typealias Preparation = (turns: [NewTurn], bank: (name: String, id: Int32))

    let access: MemoryAccess
    let secrets: SecretFilter

    func prepare(_ input: Input, context: RequestContext) async throws -> Preparation {
        try MemoryLimits.check(input.messages.map(\.content), of: "messages")
        let bank = (name: try access.banks.name(input.bank), id: try await access.banks.id(input.bank))
        let store = try await access.conversations()
        if !input.allowSecrets {
            try await secrets.check(
                input.messages.map { "\($0.content)\n\($0.metadata.map { JSONText(.object($0)).text } ?? "")" },
                of: "messages",
                in: store.pool
            )
        }
        var turns = try await store.worded(input.messages.map(NewTurn.init))
        let collection = try await access.turns.collection()
        let embedded = try await collection.embed(turns.map(\.said), progress: context.embeddingProgress)
        for (place, embedded) in embedded.enumerated() { turns[place].embedded = embedded }
        return (turns, bank)
    }

    func write(
        _ prepared: Preparation,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        var bank = prepared.bank.id
        if bank == BankAccess.none {
            bank = try await access.banks.store().make(prepared.bank.name, description: nil, on: connection).id
        }
        let first = try await access.conversations()
            .add(prepared.turns, to: input.sessionId, of: bank, title: input.title, on: connection)
        return Output(sessionId: input.sessionId, firstTurn: first, added: prepared.turns.count)
    }

    func committed(_ output: Output) { access.stored() }
}

extension NewTurn {
    fileprivate init(_ message: AddMessages.Message) {
        self.init(
            role: message.role,
            content: message.content,
            speaker: message.speaker,
            metadata: message.metadata.map { JSONText(.object($0)) },
            createdAt: message.createdAt?.text
        )
    }
}
