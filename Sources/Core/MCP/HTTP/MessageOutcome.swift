/// What becomes of a message, or an array of them, over HTTP.
enum MessageOutcome {
    /// A whole answer.
    case reply(WholeReply)
    /// Work, whose answer is one message.
    case call(Call)
    /// Several messages, whose answers are one array; some are there already.
    case batch([Call], answers: [[UInt8]])
    /// A stream of notifications.
    case listen(Listen)
}

extension ProtocolRevision.Era {
    /// The status of an answer with an error, or with none.
    ///
    /// Clients of the handshake read no body that does not come with 200; the others tell by the status what to try next.
    func status(of code: Int64?) -> Int {
        guard self == .stateless else { return 200 }
        switch code {
        case -32601: return 404
        case -32020, -32021, -32022: return 400
        default: return 200
        }
    }
}
