import JSONFormat
import Postgres

extension BankFile {
    /// What a line tells that is to be stored; nil for the last line.
    static func item(_ line: Line, _ members: JSONObject) throws(ImportFlaw) -> ImportedItem? {
        switch line {
        case .memory: .memory(try ImportedMemory(members))
        case .session: .session(try ImportedSession(members))
        case .turn: .turn(try ImportedTurn(members))
        case .value: .value(try ImportedValue(members))
        case .distinction: try distinction(members)
        case .end: nil
        }
    }

    private static func distinction(_ members: JSONObject) throws(ImportFlaw) -> ImportedItem {
        guard let one = try members.integer("one"), let other = try members.integer("other"), one != other else {
            throw ImportFlaw("does not name two memories")
        }
        return .distinction(one, other)
    }
}

extension ImportedMemory {
    fileprivate init(_ members: JSONObject) throws(ImportFlaw) {
        var memory = NewMemory(content: try members.requiredText("content"))
        memory.kind = try members.choice("kind", of: MemoryKind.self) ?? .note
        memory.subject = try members.text("subject")
        memory.attribute = try members.text("attribute")
        memory.metadata = try members.stored("metadata") ?? JSONText("{}")
        memory.importance = try members.integer("importance") ?? 1
        memory.trust = try members.trust()
        memory.isPinned = members.given("pinned") == true
        memory.source = try members.text("source")
        memory.session = try members.text("session_id")
        memory.validFrom = try ImportedTime.own("valid_from", in: members)
        memory.validTo = try ImportedTime.own("valid_to", in: members)
        memory.expiresAt = try ImportedTime.own("expires_at", in: members)
        memory.createdAt = try ImportedTime.own("created_at", in: members)
        self.init(memory: memory)
        id = try members.integer("id")
        updatedAt = try ImportedTime.own("updated_at", in: members)
        recordedAt = try ImportedTime.own("recorded_at", in: members)
        accesses = try members.integer("access_count") ?? 0
        lastAccessed = try ImportedTime.own("last_accessed", in: members)
        confirmations = try members.integer("confirmations") ?? 0
        successor = try members.integer("superseded_by")
        let how = try members.choice("retired_as", of: Retirement.self)
        let at = try ImportedTime.own("retired_at", in: members)
        guard (how == nil) == (at == nil) else { throw ImportFlaw("says only half of how it was retired") }
        if let how, let at {
            retired = Retired(at: at, how: how, reason: try members.text("retired_reason"))
        }
    }
}

extension ImportedSession {
    fileprivate init(_ members: JSONObject) throws(ImportFlaw) {
        self.init(
            session: try members.requiredText("session_id", limit: MemoryLimits.longestName),
            title: try members.text("title"),
            metadata: try members.stored("metadata"),
            createdAt: try ImportedTime.own("created_at", in: members),
            updatedAt: try ImportedTime.own("updated_at", in: members)
        )
    }
}

extension ImportedTurn {
    fileprivate init(_ members: JSONObject) throws(ImportFlaw) {
        self.init(
            session: try members.requiredText("session_id", limit: MemoryLimits.longestName),
            role: try members.requiredText("role", limit: 50),
            speaker: try members.text("speaker"),
            content: try members.requiredText("content"),
            metadata: try members.stored("metadata"),
            createdAt: try ImportedTime.own("created_at", in: members)
        )
    }
}

extension ImportedValue {
    fileprivate init(_ members: JSONObject) throws(ImportFlaw) {
        guard let value = try members.stored("value") else { throw ImportFlaw("has no value") }
        self.init(
            session: try members.requiredText("session_id", limit: MemoryLimits.longestName),
            key: try members.requiredText("key", limit: MemoryLimits.longestName),
            value: value,
            expiresAt: try ImportedTime.own("expires_at", in: members),
            createdAt: try ImportedTime.own("created_at", in: members),
            updatedAt: try ImportedTime.own("updated_at", in: members)
        )
    }
}

extension JSONObject {
    fileprivate func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String,
        of choices: Choice.Type
    ) throws(ImportFlaw) -> Choice? {
        guard let text = try text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw ImportFlaw("has a \(name) other than \(known)")
        }
        return choice
    }

    fileprivate func trust() throws(ImportFlaw) -> Double {
        let trust: Double? =
            switch given("trust") {
            case nil: 0.5
            case .int(let number): Double(number)
            case .double(let number): number
            default: nil
            }
        guard let trust, (0...1).contains(trust) else { throw ImportFlaw("has a trust that is not of 0 to 1") }
        return trust
    }
}
