import FoundationEssentials
import JSONFormat

/// One block of content, in a tool's result or a prompt's message.
public enum ContentBlock: Sendable, Hashable {
    /// Plain text.
    case text(String)
    /// An image; its bytes and their media type.
    case image([UInt8], mimeType: String)
    /// Audio; its bytes and their media type.
    case audio([UInt8], mimeType: String)
    /// A link to a resource, which need not be listed.
    case resourceLink(Resource)
    /// An embedded resource.
    case resource(ResourceContents)
}

extension ContentBlock {
    /// The block in the form of a revision; an older revision that has no form for it gets text.
    func json(in revision: ProtocolRevision) -> JSON {
        switch self {
        case .text(let text):
            return ["type": "text", "text": .string(text)]
        case .image(let bytes, let mimeType):
            return ["type": "image", "data": .string(bytes.base64), "mimeType": .string(mimeType)]
        case .audio(_, let mimeType) where !revision.hasAudio:
            return ["type": "text", "text": .string("(audio of type \(mimeType))")]
        case .audio(let bytes, let mimeType):
            return ["type": "audio", "data": .string(bytes.base64), "mimeType": .string(mimeType)]
        case .resourceLink(let resource) where !revision.hasResourceLinks:
            return ["type": "text", "text": .string("\(resource.name): \(resource.uri)")]
        case .resourceLink(let resource):
            var block: JSONObject = ["type": "resource_link"]
            block.merge(resource.members)
            return .object(block)
        case .resource(let contents):
            return ["type": "resource", "resource": contents.json]
        }
    }
}

extension [UInt8] {
    /// The bytes in Base64, RFC 4648 section 4.
    var base64: String { Data(self).base64EncodedString() }
}
