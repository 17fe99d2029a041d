/// Takes the events out of a `text/event-stream` as it comes in.
struct EventStreamParser {
    private var line: [UInt8] = []
    private var data: [String] = []

    /// The data of each event that the bytes complete.
    mutating func add(_ bytes: some Sequence<UInt8>) -> [String] {
        var events: [String] = []
        for byte in bytes {
            guard byte == 0x0A else {
                line.append(byte)
                continue
            }
            if line.last == 0x0D { line.removeLast() }
            if line.isEmpty {
                if !data.isEmpty { events.append(data.joined(separator: "\n")) }
                data = []
            } else {
                take(String(decoding: line, as: UTF8.self))
            }
            line = []
        }
        return events
    }

    /// One line that is not empty: a field, or a comment, which says that the stream lives.
    private mutating func take(_ line: String) {
        guard line.hasPrefix("data:") else { return }
        let value = line.dropFirst(5)
        data.append(String(value.hasPrefix(" ") ? value.dropFirst() : value))
    }
}
