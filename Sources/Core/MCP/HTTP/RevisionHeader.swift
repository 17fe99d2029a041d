import HTTP
import HTTPTypes

/// What the header `MCP-Protocol-Version` says.
enum RevisionHeader {
    case absent
    case handshake(ProtocolRevision)
    case stateless(ProtocolRevision)
    case unknown(String)

    init(_ fields: HTTPFields) throws(Refusal) {
        let values = fields[values: .protocolVersion]
        guard let value = values.first?.trimmed else {
            self = .absent
            return
        }
        guard values.count == 1 else {
            throw Refusal(.badRequest, .headerMismatch("The header MCP-Protocol-Version must be sent once"))
        }
        if let revision = ProtocolRevision.handshake.first(where: { $0.version == value }) {
            self = .handshake(revision)
        } else if let revision = ProtocolRevision.stateless.first(where: { $0.version == value }) {
            self = .stateless(revision)
        } else {
            self = .unknown(value)
        }
    }

    var value: String? {
        switch self {
        case .absent: nil
        case .handshake(let revision), .stateless(let revision): revision.version
        case .unknown(let value): value
        }
    }

    /// The revision of a client with a handshake; the server remembers nothing else of it.
    var handshakeRevision: ProtocolRevision? {
        switch self {
        case .absent: .v20250326
        case .handshake(let revision): revision
        case .stateless, .unknown: nil
        }
    }
}
