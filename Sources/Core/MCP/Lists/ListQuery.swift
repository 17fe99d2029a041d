import Cryptography
import JSONFormat

/// What a list was asked for, apart from where to begin and how many elements to return.
struct ListQuery: Sendable, Hashable {
    static let fingerprintSize = 8

    /// The same for the same list and arguments, whatever the order of members; 8 bytes.
    let fingerprint: [UInt8]

    init(list: String, arguments: JSONObject = [:]) {
        let asked: JSON = ["list": .string(list), "arguments": JSON.object(arguments).sorted]
        fingerprint = Array(HashFunction.sha256.hash(asked.serialized()).bytes.prefix(Self.fingerprintSize))
    }
}
