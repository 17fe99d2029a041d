import JSONFormat

extension Message {
    /// The message that a value is, under its id as it stands in the text, where the value read from it may differ.
    init(_ value: JSON, in text: Span<UInt8>) {
        self.init(value)
        if mayHaveOtherID, let id = EnvelopeScanner(text).requestID { self = bearing(id) }
    }

    /// The messages in an array, each under its id as it stands in the text.
    static func batch(_ elements: [JSON], in text: Span<UInt8>) -> [Message] {
        var messages = elements.map { Message($0) }
        guard messages.contains(where: \.mayHaveOtherID) else { return messages }
        let answered = messages.indices.filter { messages[$0].isAnswered }
        let ids = EnvelopeScanner(text).requestIDs
        guard ids.count == answered.count else { return messages }
        for (index, id) in zip(answered, ids) { messages[index] = messages[index].bearing(id) }
        return messages
    }

    /// Whether the id may differ from that in the text.
    private var mayHaveOtherID: Bool {
        switch self {
        case .refused(.refused, _): true
        case .request(let request): request.id.mayHoldReplacement
        default: false
        }
    }

    /// The message under the id that stands in the text, where that is one that no request may have.
    private func bearing(_ id: RequestID) -> Message {
        guard case .refused = id else { return self }
        switch self {
        case .refused(_, let error): return .refused(id, error)
        case .request: return .refused(id, .unusableID)
        case .notification, .ignored: return self
        }
    }
}

extension RequestID {
    /// Whether a part of the text may have been unreadable.
    fileprivate var mayHoldReplacement: Bool {
        guard case .string(let text) = self else { return false }
        return text.unicodeScalars.contains("\u{FFFD}")
    }
}
