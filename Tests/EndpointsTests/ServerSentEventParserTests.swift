import Testing

@testable import Endpoints

@Suite("Events out of a stream")
struct ServerSentEventParserTests {
    /// The events of a stream that comes in these pieces.
    private func events(_ pieces: [[UInt8]], sizeLimit: Int = 1000) throws -> [String] {
        var parser = ServerSentEventParser(sizeLimit: sizeLimit)
        var events: [[UInt8]] = []
        for piece in pieces { events += try parser.add(piece) }
        if let last = parser.end() { events.append(last) }
        return events.map { String(decoding: $0, as: UTF8.self) }
    }

    private func events(_ text: String, sizeLimit: Int = 1000) throws -> [String] {
        try events([Array(text.utf8)], sizeLimit: sizeLimit)
    }

    @Test(
        "an event is the data of its lines, and everything else is left out",
        arguments: [
            ("data: a\n\ndata: b\n\n", ["a", "b"]),
            ("data:a\n\ndata:  b\n\n", ["a", " b"]),
            ("data: a\ndata: b\ndata:\ndata: c\n\n", ["a\nb\n\nc"]),
            (": comment\n\n:\ndata: a\n: in between\n\n", ["a"]),
            ("event: message\nid: 1\nretry: 10\ndata: a\n\n", ["a"]),
            ("event: ping\n\ndata\n\ndata:\n\n", []),
            ("database: a\nDATA: b\n data: c\n\n", []),
            ("data: a: b\n\n", ["a: b"]),
            ("data: a\r\rdata: b\r\n\r\ndata: c\n\r\n", ["a", "b", "c"]),
            ("data: a\r\ndata: b\rdata: c\n\n", ["a\nb\nc"]),
            ("data: a\n\ndata: b", ["a", "b"]),
            ("data: a\n\ndata: b\n", ["a", "b"]),
            ("\n\n\n", []), ("", []),
        ]
    )
    func fields(stream: String, expected: [String]) throws {
        #expect(try events(stream) == expected)
    }

    @Test("the same events come out wherever the stream is divided")
    func divisions() throws {
        let stream = Array(
            ": hi\r\n\r\nevent: x\r\ndata: “né🚣”\r\ndata: b\r\n\r\ndata: c\n\ndata: d\r\rdata: e\n\n".utf8
        )
        let expected = ["“né🚣”\nb", "c", "d", "e"]
        #expect(try events(stream.map { [$0] }) == expected)
        for first in 0...stream.count {
            for second in first...stream.count {
                let pieces = [stream[..<first], stream[first..<second], stream[second...]].map(Array.init)
                #expect(try events(pieces) == expected, "divided at \(first) and \(second)")
            }
        }
    }

    @Test(
        "an event of too many bytes is refused as soon as it has them, in one line or in many",
        arguments: ["data: 0123456789", ": 0123456789012345", "data: 01234\ndata: 01234", "data:\n\ndata: 01234567890"]
    )
    func sizeLimit(stream: String) throws {
        #expect(throws: ServerSentEventParser.EventTooLarge.self) { try events(stream, sizeLimit: 15) }
        #expect(try events("data: 01234567\n\ndata: 01234567\n\n", sizeLimit: 15).count == 2)
    }
}
