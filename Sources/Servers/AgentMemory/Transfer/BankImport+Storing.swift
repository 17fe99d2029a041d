import Cryptography
import Files
import Postgres

extension BankImport {
    /// What an import has done.
    struct Report: Sendable {
        /// How many memories were stored, and of those how many are retired.
        var memories = 0
        var retired = 0
        var turns = 0
        var values = 0
        /// How many memories, turns and values were there already.
        var skipped = 0
    }

    /// Stores the file in a bank that is locked.
    func store(
        _ findings: Findings,
        into bank: Int32,
        on connection: PostgresConnection,
        progress: Progress? = nil
    ) async throws -> Report {
        var storing = Storing(
            bank: bank,
            memories: try await access.store(),
            conversations: try await access.conversations()
        )
        try await reader.rewind()
        var entries = 0
        while true {
            let batch = try await reader.batch()
            guard !batch.isEmpty else { break }
            try Task.checkCancellation()
            do {
                try await storing.add(items(of: batch, from: entries, findings), on: connection)
            } catch let error as PostgresError where error.isAboutValues {
                throw TransferError(
                    "Nothing was imported: the database refused something between \(batch.first?.name ?? "") and "
                        + "\(batch.last?.name ?? ""): \(error.message)."
                )
            }
            entries += batch.count
            // The file was looked through before.
            progress?(findings.entries + entries, 2 * findings.entries)
        }
        try reader.checkUnchanged()
        try await storing.finish(on: connection)
        return storing.report
    }

    /// What is to be stored of some entries.
    private func items(of batch: [ImportEntry], from first: Int, _ findings: Findings) -> [ImportedItem] {
        batch.enumerated().flatMap { number, entry in
            let items = (try? entry.content.get()) ?? []
            guard !findings.secrets.isEmpty else { return items }
            return items.enumerated().filter { item, _ in
                !findings.secrets.contains(Place(entry: first + number, item: item))
            }.map(\.element)
        }
    }
}

/// Stores what is imported, and remembers what it needs to know of it later.
private struct Storing {
    private static let mostRows = 500

    let bank: Int32
    let memories: MemoryStore
    let conversations: ConversationStore
    private(set) var report = BankImport.Report()

    /// The memories in the bank, by their ids in the file.
    private var ids: [Int32: Int32] = [:]
    /// Memories whose successors in the file were not stored yet.
    private var successors: [(id: Int32, inFile: Int32)] = []
    private var distinctions: [(Int32, Int32)] = []
    private var sessions: [String: OpenSession] = [:]
    /// How many turns that are the same have come, of sessions that were there before.
    private var seen: [String: Int64] = [:]

    init(bank: Int32, memories: MemoryStore, conversations: ConversationStore) {
        self.bank = bank
        self.memories = memories
        self.conversations = conversations
    }

    mutating func add(_ items: [ImportedItem], on connection: PostgresConnection) async throws {
        var memories: [ImportedMemory] = []
        var sessions: [ImportedSession] = []
        var turns: [ImportedTurn] = []
        var values: [ImportedValue] = []
        for item in items {
            switch item {
            case .memory(let memory): memories.append(memory)
            case .session(let session): sessions.append(session)
            case .turn(let turn): turns.append(turn)
            case .value(let value): values.append(value)
            case .distinction(let one, let other): distinctions.append((one, other))
            }
        }
        for start in stride(from: 0, to: memories.count, by: Self.mostRows) {
            try await add(Array(memories[start..<min(memories.count, start + Self.mostRows)]), on: connection)
        }
        try await open(sessions + turns.map { ImportedSession(session: $0.session) }, on: connection)
        try await add(turns, on: connection)
        let stored = try await SessionValueStore(pool: self.memories.pool).insert(values, of: bank, on: connection)
        report.values += stored
        report.skipped += values.count - stored
    }

    private mutating func add(_ memories: [ImportedMemory], on connection: PostgresConnection) async throws {
        let known = try await self.memories.known(memories, in: bank, on: connection)
        let new = memories.indices.filter { known[$0].id == nil && known[$0].first == $0 }
        let stored = try await self.memories.insert(
            new.map { (memories[$0], memories[$0].successor.flatMap { ids[$0] }) },
            into: bank,
            on: connection
        )
        let placed = Dictionary(uniqueKeysWithValues: zip(new, stored))
        for (place, memory) in memories.enumerated() {
            guard let id = known[place].id ?? placed[known[place].first] else { continue }
            if let inFile = memory.id { ids[inFile] = id }
        }
        for (place, id) in zip(new, stored) {
            report.memories += 1
            if memories[place].retired != nil { report.retired += 1 }
            if let successor = memories[place].successor, ids[successor] != id { successors.append((id, successor)) }
        }
        report.skipped += memories.count - new.count
    }

    private mutating func open(_ given: [ImportedSession], on connection: PostgresConnection) async throws {
        let new = given.filter { sessions[$0.session] == nil }
        sessions.merge(try await conversations.open(new, of: bank, on: connection)) { first, _ in first }
    }

    private mutating func add(_ turns: [ImportedTurn], on connection: PostgresConnection) async throws {
        let placed = turns.compactMap { turn in sessions[turn.session].map { (turn: turn, session: $0) } }
        let counts = try await conversations.counts(of: placed, on: connection)
        var new: [(turn: ImportedTurn, session: OpenSession)] = []
        for ((turn, session), count) in zip(placed, counts) {
            if session.before > 0 {
                let number = seen[turn.identity, default: 0] + 1
                seen[turn.identity] = number
                guard number > count else { continue }
            }
            guard let current = sessions[turn.session] else { continue }
            new.append((turn, current))
            sessions[turn.session]?.next += 1
        }
        try await conversations.insert(new, of: bank, on: connection)
        report.turns += new.count
        report.skipped += turns.count - new.count
    }

    /// Links what could not be linked before.
    mutating func finish(on connection: PostgresConnection) async throws {
        let links = successors.compactMap { link in ids[link.inFile].map { (id: link.id, successor: $0) } }
        try await memories.link(links.filter { $0.id != $0.successor }, on: connection)
        try await memories.distinguish(
            distinctions.compactMap { one, other in
                guard let one = ids[one], let other = ids[other] else { return nil }
                return (one: one, other: other)
            },
            on: connection
        )
        try await conversations.close(Array(sessions.values), on: connection)
    }
}

extension ImportedTurn {
    /// Tells turns of different content from each other, in little room.
    fileprivate var identity: String {
        let parts = [session, role, speaker ?? "", createdAt ?? "", content]
        return HashFunction.sha256.hash(Array(parts.joined(separator: "\0").utf8)).hex
    }
}
