/// The rules of Prometheus for the names of metrics and labels.
enum MetricName {
    /// A name with every byte that a metric's name must not have replaced by `_`.
    static func valid(_ name: String) -> String {
        valid(name, alsoAllowing: UInt8(ascii: ":"))
    }

    /// A counter's name.
    static func counter(_ name: String) -> String { valid(name).ending(in: "_total") }

    /// The name of a histogram of seconds.
    static func timer(_ name: String) -> String { valid(name).ending(in: "_seconds") }

    /// A label's name. Names that begin with two underscores are Prometheus's own, and `le` is a histogram's.
    static func label(_ name: String, isHistogram: Bool) -> String {
        var name = valid(name, alsoAllowing: UInt8(ascii: "_"))
        while name.hasPrefix("__") { name.removeFirst() }
        return isHistogram && name == "le" ? "exported_le" : name
    }

    private static func valid(_ name: String, alsoAllowing extra: UInt8) -> String {
        guard !name.isEmpty else { return "_" }
        let bytes = name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), extra:
                byte
            default: UInt8(ascii: "_")
            }
        }
        let startsWithDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[0])
        return (startsWithDigit ? "_" : "") + String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    fileprivate func ending(in suffix: String) -> String { hasSuffix(suffix) ? self : self + suffix }
}
