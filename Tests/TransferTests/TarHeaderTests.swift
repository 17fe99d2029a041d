import Files
import Testing

@testable import Transfer

@Suite("Headers of a tar")
struct TarHeaderTests {
    @Test("a header reads back as it was written", arguments: [0, 1, 511, 512, 513, 256 << 20])
    func roundTrip(length: Int) throws {
        let header = try #require(try TarHeader(TarHeader(name: "documents/000001.jsonl", length: length).block))
        #expect(header.name == "documents/000001.jsonl")
        #expect(header.length == length)
        #expect((length + header.padding).isMultiple(of: 512))
    }

    @Test("a block of zeros ends the archive")
    func end() throws {
        #expect(try TarHeader([UInt8](repeating: 0, count: 512)) == nil)
    }

    @Test("a changed byte is noticed", arguments: [0, 100, 130, 156, 300])
    func damaged(place: Int) throws {
        var block = TarHeader(name: "manifest.json", length: 7).block
        block[place] ^= 1
        #expect(throws: TransferError.self) { try TarHeader(block) }
    }
}
