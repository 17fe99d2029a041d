/// Takes the data of events out of a `text/event-stream` (WHATWG HTML, section 9.2), wherever its bytes are divided.
///
/// Names, ids and retry times of events say nothing to whoever asks once, and are left out, as are comments.
struct ServerSentEventParser {
    /// An event, or one line of it, has more bytes than allowed.
    struct EventTooLarge: Error {}

    /// The most bytes of an event.
    let sizeLimit: Int
    /// The begun line.
    private var line: [UInt8] = []
    /// Whether the last line ended with CR, so that an LF belongs to it.
    private var endedWithCR = false
    /// The data of the begun event; nil where it has none yet.
    private var data: [UInt8]?

    private static let cr = UInt8(ascii: "\r")
    private static let lf = UInt8(ascii: "\n")

    init(sizeLimit: Int) {
        self.sizeLimit = sizeLimit
    }

    /// The data of the events that some more bytes complete. Events without data say nothing.
    mutating func add(_ bytes: some Collection<UInt8>) throws(EventTooLarge) -> [[UInt8]] {
        var events: [[UInt8]] = []
        var rest = bytes[...]
        while let first = rest.first {
            if endedWithCR, first == Self.lf {
                rest.removeFirst()
                endedWithCR = false
                continue
            }
            endedWithCR = false
            let end = rest.firstIndex { $0 == Self.lf || $0 == Self.cr }
            try extendLine(rest[..<(end ?? rest.endIndex)])
            guard let end else { break }
            endedWithCR = rest[end] == Self.cr
            rest = rest[rest.index(after: end)...]
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    /// The data of an event that the end of the stream completes: some servers save the last line breaks.
    mutating func end() -> [UInt8]? {
        if !line.isEmpty { _ = endLine() }
        return endLine()
    }

    private mutating func extendLine(_ bytes: some Collection<UInt8>) throws(EventTooLarge) {
        guard line.count + (data?.count ?? 0) + bytes.count <= sizeLimit else { throw EventTooLarge() }
        line += bytes
    }

    /// - Returns: The data of the event that ends with this line.
    private mutating func endLine() -> [UInt8]? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else {
            defer { data = nil }
            return data?.isEmpty == false ? data : nil
        }
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        guard name.elementsEqual("data".utf8) else { return nil }
        var value = line[name.endIndex...].dropFirst()
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        if data == nil { data = Array(value) } else { data?.append(Self.lf); data? += value }
        return nil
    }
}
