import JSONFormat

/// Reads the outermost object of a message that is too long to keep, to find the id that an error must answer. It works
/// on pieces, in constant memory, and finds the id anywhere: some clients write it last.
struct EnvelopeScanner {
    private enum Place {
        case name, value
    }

    private var depth = 0
    private var isObject = false
    private var inString = false
    private var escaped = false
    private var place = Place.name
    private var name: [UInt8] = []
    private var value: [UInt8] = []
    private var idText: [UInt8]?
    private var hasMethod = false

    /// Names and ids longer than this are not looked at.
    private static let longest = 256

    /// The id, if what was scanned is a request.
    var requestID: RequestID? {
        guard hasMethod, let idText, let id = try? JSON(parsing: idText) else { return nil }
        return RequestID(id)
    }

    mutating func scan(_ bytes: Span<UInt8>) {
        for index in bytes.indices { scan(bytes[index]) }
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
            keep(byte)
            return
        }
        switch byte {
        case UInt8(ascii: "\""):
            inString = true
            keep(byte)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if depth == 0 { isObject = byte == UInt8(ascii: "{") }
            depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 1 { endMember() }
            depth -= 1
        case UInt8(ascii: ",") where depth == 1:
            endMember()
        case UInt8(ascii: ":") where depth == 1:
            place = .value
        default:
            keep(byte)
        }
    }

    private mutating func keep(_ byte: UInt8) {
        guard depth == 1, isObject else { return }
        switch place {
        case .name where name.count <= Self.longest: name.append(byte)
        case .value where value.count <= Self.longest: value.append(byte)
        default: break
        }
    }

    private mutating func endMember() {
        switch try? JSON(parsing: name) {
        case "id": idText = value.count <= Self.longest ? value : nil
        case "method": hasMethod = true
        default: break
        }
        name.removeAll(keepingCapacity: true)
        value.removeAll(keepingCapacity: true)
        place = .name
    }
}
