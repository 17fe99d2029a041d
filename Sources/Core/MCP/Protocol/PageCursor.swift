import FoundationEssentials
import JSONFormat
import OrderedCollections

/// Where a page of a list begins, as clients carry it: opaque to them, without secrets.
struct PageCursor: Sendable, Hashable {
    /// The method whose list it is a place in.
    let method: Method
    /// Which of several providers goes on.
    let provider: Int
    /// The place in the provider's own words; nil for its beginning.
    let position: String?

    init(method: Method, provider: Int, position: String?) {
        self.method = method
        self.provider = provider
        self.position = position
    }

    /// Reads what ``text`` wrote.
    init?(_ text: String) {
        guard let data = Data(base64Encoded: text), let json = try? JSON(parsing: Array(data)),
            let members = json.objectValue, members["v"] == 1, let name = members["list"]?.stringValue,
            let method = Method(rawValue: name), case .int(let provider)? = members["provider"],
            let provider = Int(exactly: provider), provider >= 0
        else { return nil }
        self.init(method: method, provider: provider, position: members["after"]?.stringValue)
    }

    var text: String {
        var members: JSONObject = ["v": 1, "list": .string(method.rawValue), "provider": .int(Int64(provider))]
        members["after"] = position.map(JSON.string)
        return JSON.object(members).serialized().base64
    }
}
