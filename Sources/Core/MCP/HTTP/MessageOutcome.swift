/// The outcome of a message, or a batch of them, over HTTP.
enum MessageOutcome {
    /// A whole answer.
    case reply(WholeReply)
    /// Work, whose answer is one message.
    case call(Call)
    /// A batch, whose answers are one array; some answers are already known.
    case batch([Call], answers: [Response])
    /// A stream of notifications.
    case listen(Listen)
}

extension ProtocolRevision.Era {
    /// The status of an answer with an error, or with none.
    ///
    /// Clients of the handshake read no body unless the status is 200; the others decide by the status what to try
    /// next.
    func status(of code: Int64?) -> Int {
        guard self == .stateless else { return 200 }
        switch code {
        case -32601: return 404
        case -32020, -32021, -32022: return 400
        default: return 200
        }
    }
}
