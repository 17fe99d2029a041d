import JSONFormat

extension Message {
    /// The message that a value is, under its id as it stands in the text, where the value read from it may differ.
    init(_ value: JSON, in text: Span<UInt8>) {
        self.init(value)
        let error: RPCError
        switch self {
        case .refused(.refused, let reason): error = reason
        case .request(let request) where request.id.mayHoldReplacement: error = .unusableID
        default: return
        }
        guard case .refused(let id)? = EnvelopeScanner(text).requestID else { return }
        self = .refused(.refused(id), error)
    }
}

extension RequestID {
    /// Whether a part of the text may have been unreadable.
    fileprivate var mayHoldReplacement: Bool {
        guard case .string(let text) = self else { return false }
        return text.unicodeScalars.contains("\u{FFFD}")
    }
}
