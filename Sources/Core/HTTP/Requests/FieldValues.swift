import HTTPTypes

extension StringProtocol {
    /// The text without the blanks around it that HTTP allows.
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
    /// Proxies keep answers back until they are whole, unless told not to.
    static let noBuffering = Self("X-Accel-Buffering")!
}
