package import JSONFormat

/// A request that a ``ScriptedServer`` got.
package struct ScriptedRequest: Sendable {
    package let method: String
    package let target: String
    package let body: [UInt8]
    private let fields: [(name: String, value: String)]

    /// The body as JSON; nil for anything else.
    package var json: JSON? { try? JSON(parsing: body) }

    /// The first value of a field, whose name is given in lower case.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Gathers one request that says how long its body is.
    struct Parser {
        private var bytes: [UInt8] = []

        /// - Returns: The request, once it is whole.
        mutating func add(_ more: some Sequence<UInt8>) -> ScriptedRequest? {
            bytes += more
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            let words = lines.first?.split(separator: " ") ?? []
            guard words.count == 3 else { return nil }
            let fields = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (name: parts[0].lowercased(), value: parts.last?.trimmingPrefix(" ").description ?? "")
            }
            let length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
            let body = bytes[end.upperBound...]
            guard body.count >= length else { return nil }
            return ScriptedRequest(
                method: String(words[0]),
                target: String(words[1]),
                body: Array(body.prefix(length)),
                fields: fields
            )
        }
    }
}
