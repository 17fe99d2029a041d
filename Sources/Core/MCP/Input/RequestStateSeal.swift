import Cryptography
import FoundationEssentials
import HTTP
import JSONFormat

/// What was remembered while a client was asked.
struct RequestState: Sendable, Hashable {
    var value: JSON
    /// The name of this one state, by which its use can be recorded.
    var id: String
}

/// Signs what travels through a client between two rounds of one request (HMAC-SHA256), bound to its request, to the
/// caller and to a time: anyone can read it, but nobody can change it or use it elsewhere.
struct RequestStateSeal: Sendable {
    /// How long a state is valid, in seconds.
    static let lifetime: Int64 = 600

    private let authentication: MessageAuthentication

    init(key: [UInt8]) {
        authentication = MessageAuthentication(key: key)
    }

    /// A random key for one process, where no shared one is given.
    static func randomKey() -> [UInt8] {
        (0..<32).map { _ in .random(in: 0...255) }
    }

    func seal(_ state: JSON, for binding: Binding, now: Int64 = Self.now) -> String {
        let payload: JSON = ["state": state, "expires": .int(now + Self.lifetime), "id": .string(Self.newID())]
        let body = "v2." + Base64URL.encode(payload.serialized())
        return body + "." + Base64URL.encode(code(body, binding).bytes)
    }

    /// The state that was sealed, or nil where the text was not issued to this caller for this request, or is too old.
    func open(_ text: String, for binding: Binding, now: Int64 = Self.now) -> RequestState? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 1 << 20, parts.count == 3, parts[0] == "v2",
            let payload = Base64URL.decode(parts[1].utf8), let code = Base64URL.decode(parts[2].utf8)
        else { return nil }
        guard Digest(code) == self.code(parts[0] + "." + parts[1], binding),
            let members = (try? JSON(parsing: payload))?.objectValue, case .int(let expires)? = members["expires"],
            expires > now, let value = members["state"], case .string(let id)? = members["id"]
        else { return nil }
        return RequestState(value: value, id: id)
    }

    /// A name that no other state has.
    private static func newID() -> String {
        Base64URL.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
    }

    /// What a state belongs to; it is not valid for anything else.
    struct Binding: Sendable {
        /// The method, and the tool, prompt or resource.
        var target: String
        /// Everything else the client asked for.
        var arguments: JSONObject
        /// The name of the caller.
        var caller: String
    }

    private func code(_ body: some StringProtocol, _ binding: Binding) -> Digest {
        authentication.code(for: authenticated(body, binding))
    }

    /// Each part is preceded by its length, so that parts cannot run into each other.
    private func authenticated(_ body: some StringProtocol, _ binding: Binding) -> [UInt8] {
        var bytes: [UInt8] = []
        let parts: [[UInt8]] = [
            Array(body.utf8), Array(binding.target.utf8), JSON.object(binding.arguments).sorted.serialized(),
            Array(binding.caller.utf8),
        ]
        for part in parts {
            bytes.append(contentsOf: "\(part.count):".utf8)
            bytes.append(contentsOf: part)
        }
        return bytes
    }

    private static var now: Int64 { Int64(Date.now.timeIntervalSince1970) }
}
