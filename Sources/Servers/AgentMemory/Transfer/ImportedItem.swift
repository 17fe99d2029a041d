import Postgres

/// What one line or element of a file that is imported tells.
enum ImportedItem: Sendable {
    case memory(ImportedMemory)
    case session(ImportedSession)
    case turn(ImportedTurn)
    case value(ImportedValue)
    /// Two memories, by their ids in the file, that are known to say different things.
    case distinction(Int32, Int32)

    /// What a reader may see of it, in which no secret may be.
    var shownText: String? {
        switch self {
        case .memory(let memory): memory.memory.allTexts
        case .turn(let turn): "\(turn.content)\n\(turn.metadata?.text ?? "")"
        case .session, .value, .distinction: nil
        }
    }
}

/// A memory with its history. Times are texts that PostgreSQL reads.
struct ImportedMemory: Sendable {
    var memory: NewMemory
    /// In the file.
    var id: Int32?
    var updatedAt: String?
    var recordedAt: String?
    var accesses: Int32 = 0
    var lastAccessed: String?
    var confirmations: Int32 = 0
    /// How and when it was retired; nil for one that is not.
    var retired: Retired?
    /// The memory that has taken its place, by its id in the file.
    var successor: Int32?

    struct Retired: Sendable {
        var at: String
        var how: Retirement
        var reason: String?
    }
}

/// A session of a conversation.
struct ImportedSession: Sendable {
    var session: String
    var title: String?
    var metadata: JSONText?
    var createdAt: String?
    var updatedAt: String?
}

/// A turn of a conversation; turns come in the order of their session.
struct ImportedTurn: Sendable {
    var session: String
    var role: String
    var speaker: String?
    var content: String
    var metadata: JSONText?
    var createdAt: String?
}

/// A value of a session.
struct ImportedValue: Sendable {
    var session: String
    var key: String
    var value: JSONText
    var expiresAt: String?
    var createdAt: String?
    var updatedAt: String?
}

/// Why a line or an element cannot be read, to be read after its name.
struct ImportFlaw: Error, Hashable {
    let predicate: String

    init(_ predicate: String) {
        self.predicate = predicate
    }
}
