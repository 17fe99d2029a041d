import HTTPTypes

extension StringProtocol {
    /// The text without the surrounding white space that HTTP allows.
    package var trimmed: String {
        guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return "" }
        return String(self[first...last])
    }
}

extension HTTPField.Name {
    static let host = Self("Host")!
    static let traceParent = Self("traceparent")!
    static let fetchSite = Self("Sec-Fetch-Site")!
    /// Tells proxies to pass answers on at once; by default they may wait until an answer is complete.
    static let noBuffering = Self("X-Accel-Buffering")!
}

extension HTTPFields {
    static func + (left: HTTPFields, right: HTTPFields) -> HTTPFields {
        var fields = left
        for field in right { fields.append(field) }
        return fields
    }
}
