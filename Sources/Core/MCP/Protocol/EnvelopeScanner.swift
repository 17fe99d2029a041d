import JSONFormat

/// Reads only the envelope of messages that cannot be read as a whole, to find the ids that an error must answer.
///
/// It works on pieces, in constant memory, and finds an id anywhere: many clients write it last. What it finds counts
/// only where brackets and quotes close at the very end, since anything else may have cut an id short.
struct EnvelopeScanner {
    private enum Place {
        case name, value
    }

    /// Whether the messages stand in an array.
    private(set) var isBatch = false
    private var depth = 0
    private var inString = false
    private var escaped = false
    private var isBroken = false
    /// Whether the outermost bracket has closed.
    private var hasEnded = false
    private var place = Place.name
    private var name: [UInt8] = []
    private var value: [UInt8] = []
    private var idText: [UInt8]?
    private var hasMethod = false
    private var found: [RequestID] = []

    /// Names and ids longer than this are not looked at.
    private static let longest = 1 << 16
    /// The most ids that are kept; no batch may hold more messages.
    private static let most = 1024

    init() {}

    init(_ bytes: Span<UInt8>) {
        scan(bytes)
    }

    /// The ids of the requests in what was scanned.
    var requestIDs: [RequestID] { isBroken || depth != 0 ? [] : found }

    /// The id of a request that does not stand in an array.
    var requestID: RequestID? { isBatch ? nil : requestIDs.first }

    mutating func scan(_ bytes: Span<UInt8>) {
        for index in bytes.indices where !isBroken { scan(bytes[index]) }
    }

    private mutating func scan(_ byte: UInt8) {
        if inString {
            if escaped {
                escaped = false
            } else if byte == UInt8(ascii: "\\") {
                escaped = true
            } else if byte == UInt8(ascii: "\"") {
                inString = false
            }
            return keep(byte)
        }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            open(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            close()
        case UInt8(ascii: ",") where depth == memberDepth:
            endMember()
        case UInt8(ascii: ":") where depth == memberDepth:
            place = .value
        default:
            inString = byte == UInt8(ascii: "\"")
            keep(byte)
        }
    }

    /// How deep the members of a message lie.
    private var memberDepth: Int { isBatch ? 2 : 1 }

    private mutating func open(_ bracket: UInt8) {
        if depth == 0 {
            // One value has ended, and another begins.
            isBroken = isBroken || hasEnded
            isBatch = bracket == UInt8(ascii: "[")
        }
        depth += 1
    }

    private mutating func close() {
        guard depth > 0 else {
            isBroken = true
            return
        }
        if depth == memberDepth {
            endMember()
            endMessage()
        }
        depth -= 1
        hasEnded = depth == 0
    }

    private mutating func keep(_ byte: UInt8) {
        if hasEnded, !Self.isSpace(byte) { isBroken = true }
        guard depth == memberDepth else { return }
        switch place {
        case .name where name.count <= Self.longest: name.append(byte)
        case .value where value.count <= Self.longest: value.append(byte)
        default: break
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private mutating func endMember() {
        switch try? JSON(parsing: name) {
        case "id":
            let text = value.drop(while: Self.isSpace)
            let last = text.lastIndex { !Self.isSpace($0) }
            idText = value.count <= Self.longest ? last.map { Array(text[...$0]) } : nil
        case "method": hasMethod = true
        default: break
        }
        name.removeAll(keepingCapacity: true)
        value.removeAll(keepingCapacity: true)
        place = .name
    }

    private mutating func endMessage() {
        if hasMethod, found.count < Self.most, let id = idText.flatMap(RequestID.answering(text:)) { found.append(id) }
        idText = nil
        hasMethod = false
    }
}
