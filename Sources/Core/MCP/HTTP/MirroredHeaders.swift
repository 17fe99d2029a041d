import FoundationEssentials
import HTTP
import HTTPTypes
import JSONFormat
import Text

/// The headers that repeat parts of a message, so that proxies need not read it. Headers and message must agree.
struct MirroredHeaders {
    let fields: HTTPFields

    /// Throws unless all headers of a request that names its revision agree with it.
    func check(_ request: Request, version: String, header: RevisionHeader) throws(RPCError) {
        guard let stated = header.value else {
            throw .headerMismatch("The header MCP-Protocol-Version is missing; it must be \(version), as in _meta")
        }
        guard stated == version else {
            throw .headerMismatch("The header MCP-Protocol-Version is \(stated), and _meta says \(version)")
        }
        guard BytewiseString(try value(of: .mcpMethod)) == BytewiseString(request.method) else {
            throw .headerMismatch("The header Mcp-Method must be the request's method, \(request.method)")
        }
        guard let (name, expected) = Self.target(of: request) else { return }
        // Published clients leave it out for tasks, although they must send it.
        if name == "taskId", fields[.mcpName] == nil { return }
        guard let stated = Self.decoded(try value(of: .mcpName)), BytewiseString(stated) == BytewiseString(expected)
        else {
            throw .headerMismatch("The header Mcp-Name must equal params.\(name)")
        }
    }

    private func value(of name: HTTPField.Name) throws(RPCError) -> String {
        let values = fields[values: name]
        guard let value = values.first else { throw .headerMismatch("The header \(name.rawName) is missing") }
        guard values.count == 1 else { throw .headerMismatch("The header \(name.rawName) must be sent once") }
        return value.trimmed
    }

    /// The parameter that a request is about, where it has a header of its own. A request without it is refused.
    private static func target(of request: Request) -> (name: String, value: String)? {
        let name: String
        switch Method(rawValue: request.method) {
        case .callTool, .getPrompt: name = "name"
        case .readResource: name = "uri"
        case .getTask, .updateTask, .cancelTask: name = "taskId"
        default: return nil
        }
        return request.params[name]?.stringValue.map { (name, $0) }
    }

    /// The value, decoded where it is wrapped as base64, since headers cannot hold every text; nil where that fails.
    private static func decoded(_ value: String) -> String? {
        guard value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count >= 11 else { return value }
        let encoded = String(value.dropFirst(9).dropLast(2))
        // Encoding it again must give the same text, so that each text has only one form.
        guard let data = Data(base64Encoded: encoded), data.base64EncodedString() == encoded else { return nil }
        return String(validating: data, as: UTF8.self)
    }
}
