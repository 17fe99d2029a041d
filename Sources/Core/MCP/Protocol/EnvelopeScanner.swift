import JSONFormat

/// Reads only the envelope of messages that cannot be read as a whole, to find the ids that an error must answer.
///
/// It works on pieces, in bounded memory, and finds an id anywhere: many clients write it last. What it finds counts
/// only where brackets and quotes close at the very end, since anything else may have cut an id short.
struct EnvelopeScanner {
    private enum Place {
        case name, id, otherValue
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
    private var id: [UInt8] = []
    private var hasMethod = false
    private var found: [RequestID] = []
    /// How many more bytes of ids may be kept.
    private var room: Int

    /// The names that matter are shorter, however they are escaped.
    private static let longestName = 64
    /// What an id takes beside its text; no request is shorter by that, so that the ids take no more than the requests.
    private static let idBytes = 16

    /// - Parameter room: How many bytes of ids are kept at most. Requests with ids past that are left out.
    init(room: Int) {
        self.room = room
    }

    /// Scans what is in memory as a whole, and keeps no more than that.
    init(_ bytes: Span<UInt8>) {
        self.init(room: bytes.count)
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
            // It shows that an id is none.
            keep(byte)
            open(byte)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            close()
        case UInt8(ascii: ",") where depth == memberDepth:
            endMember()
        case UInt8(ascii: ":") where depth == memberDepth && place == .name:
            endName()
        case 0x20, 0x09, 0x0A, 0x0D:
            keepSpace()
        default:
            inString = byte == UInt8(ascii: "\"")
            keep(byte)
        }
    }

    /// How deep the members of a message lie.
    private var memberDepth: Int { isBatch ? 2 : 1 }

    private mutating func open(_ bracket: UInt8) {
        if depth == 0 { isBatch = bracket == UInt8(ascii: "[") }
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
        // One value has ended, and another begins.
        if hasEnded { isBroken = true }
        guard depth == memberDepth else { return }
        // One more than there is room for tells that it was too long.
        switch place {
        case .name where name.count < Self.longestName: name.append(byte)
        case .id where id.count <= room: id.append(byte)
        default: break
        }
    }

    /// Keeps white space where it separates something, once.
    private mutating func keepSpace() {
        guard depth == memberDepth else { return }
        let last = place == .id ? id.last : name.last
        if let last, last != 0x20 { keep(0x20) }
    }

    private mutating func endName() {
        switch try? JSON(parsing: name) {
        case "id":
            id.removeAll(keepingCapacity: true)
            place = .id
        case "method":
            hasMethod = true
            place = .otherValue
        default:
            place = .otherValue
        }
    }

    private mutating func endMember() {
        name.removeAll(keepingCapacity: true)
        place = .name
    }

    private mutating func endMessage() {
        if id.last == 0x20 { id.removeLast() }
        let bytes = id.count + Self.idBytes
        if hasMethod, bytes <= room, let id = RequestID.answering(text: id) {
            found.append(id)
            room -= bytes
        }
        id.removeAll()
        hasMethod = false
    }
}
