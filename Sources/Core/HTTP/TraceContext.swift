/// A W3C trace context: which trace a request belongs to, and which span made it.
public struct TraceContext: Sendable, Hashable {
    /// 32 lower-case hexadecimal digits.
    public let traceID: String
    /// 16 lower-case hexadecimal digits.
    public let parentID: String

    /// Reads a `traceparent` (W3C Trace Context level 2, section 3.2); nil for an invalid one, which the standard says
    /// to ignore.
    public init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= 55, bytes[2] == UInt8(ascii: "-"), bytes[35] == UInt8(ascii: "-"),
            bytes[52] == UInt8(ascii: "-")
        else { return nil }
        let version = bytes[0..<2]
        let trace = bytes[3..<35]
        let parent = bytes[36..<52]
        let hexadecimal = [version, trace, parent, bytes[53..<55]].allSatisfy { $0.allSatisfy(Self.isDigit) }
        let isZero = trace.allSatisfy { $0 == UInt8(ascii: "0") } || parent.allSatisfy { $0 == UInt8(ascii: "0") }
        // Version ff is invalid; 00 ends here; later ones may go on after another dash.
        let isKnown = version.elementsEqual("00".utf8)
        let endsWell = isKnown ? bytes.count == 55 : bytes.count == 55 || bytes[55] == UInt8(ascii: "-")
        guard hexadecimal, !isZero, endsWell, !version.elementsEqual("ff".utf8) else { return nil }
        traceID = String(decoding: trace, as: UTF8.self)
        parentID = String(decoding: parent, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
