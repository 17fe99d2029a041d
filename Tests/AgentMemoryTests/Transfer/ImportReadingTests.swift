import Files
import Foundation
import JSONFormat
import SystemPackage
import TestSupport
import Testing

@testable import AgentMemory

@Suite("Reading files that are imported")
struct ImportReadingTests {
    private func reading(_ bytes: [UInt8], _ format: ImportFormat?, in folder: URL) throws -> ImportReading {
        let file = folder.appending(path: "file")
        try Data(bytes).write(to: file)
        return try ImportReading(ReadOnlyFile(FilePath(file.path)), format: format)
    }

    /// The texts that are read of a file, and how many entries cannot be read.
    private func texts(_ bytes: [UInt8], _ format: ImportFormat?, in folder: URL) throws -> (
        texts: [String], flaws: Int
    ) {
        var reading = try reading(bytes, format, in: folder)
        var (texts, flaws): ([String], Int) = ([], 0)
        while let entry = try reading.next() {
            switch entry.content {
            case .success(let items): texts += items.compactMap(\.shownText)
            case .failure: flaws += 1
            }
        }
        return (texts, flaws)
    }

    @Test("elements are the same wherever the pieces end in which the file is read, and however it is laid out")
    func pieces() async throws {
        try await withTemporaryFolder { folder in
            for (length, space) in [(100, ""), (5_000, " \n\t"), (120_000, "\r\n  ")] {
                let records = (0..<5).map { number in
                    #"{"\#(space.isEmpty ? "" : "a ")b":"]}{[,:\\\"","memory":"\#(number) \#(String(repeating: "é\\n", count: length / 10))"}"#
                }
                let list = "[\(space)" + records.joined(separator: "\(space),\(space)") + "\(space)]"
                let document =
                    "{\(space)\"skipped\":{\"results\":[1]},\"other\":[[{}]],\"results\"\(space):\(space)\(list)\(space)}"
                let plain = try texts(Array(list.utf8), .mem0, in: folder)
                #expect(plain.texts.count == 5)
                #expect(plain.flaws == 0)
                #expect(try texts(Array(document.utf8), nil, in: folder).texts == plain.texts)
                let lines = try texts(Array(records.joined(separator: "\n").utf8), nil, in: folder)
                #expect(lines.texts == plain.texts)
            }
        }
    }

    @Test("whatever a file holds, it is read to its end or refused", arguments: ImportFormat.allCases)
    func mutated(_ format: ImportFormat) async throws {
        let corpus = [
            #"{"results":[{"id":"1","memory":"Tea is green.","metadata":{"a":[1]},"created_at":"2025-01-01T00:00:00Z"}]}"#,
            #"[{"content":"Tea is green.","content_hash":"a","tags":["b","c"],"created_at":1.5,"memory_type":"note"}]"#,
            #"{"type":"entity","name":"Tea","entityType":"drink","observations":["It is green."]}"#,
            #"{"format":"paddle-memory-bank","version":1,"bank":{"name":"a"},"counts":{"memories":1}}"#,
            #"{"memory":{"id":1,"content":"Tea","kind":"note","trust":0.5,"retired_at":"2025-01-01T00:00:00Z"}}"#,
            #"{"turn":{"session_id":"a","role":"user","content":"Hi.","created_at":"infinity"}}"#,
        ].map { Array($0.utf8) }
        try await withTemporaryFolder { folder in
            var mutator = Mutator(seed: 7)
            for number in 0..<400 {
                var bytes = mutator.mutation(of: corpus)
                for _ in 0..<(number % 3) { bytes += [UInt8(ascii: "\n")] + mutator.mutation(of: corpus) }
                do {
                    _ = try texts(bytes, number.isMultiple(of: 2) ? format : nil, in: folder)
                } catch is TransferError {
                    continue
                }
            }
        }
    }

    @Test(
        "times are read as programs write them",
        arguments: [
            ("\"2025-02-27T16:33:20.557-08:00\"", "2025-02-27T16:33:20.557-08:00"),
            ("\"2025-02-27 16:33:20\"", "2025-02-27T16:33:20Z"), ("\"2025-02-27T16:33\"", "2025-02-27T16:33:00Z"),
            ("\"2025-02-27\"", "2025-02-27T00:00:00Z"),
            ("\"2025-02-27 16:33:20.5 +0100\"", "2025-02-27T16:33:20.5+01:00"),
            ("\"2025-02-27 16:33:20+01\"", "2025-02-27T16:33:20+01:00"), ("0", "1970-01-01T00:00:00.000000Z"),
            ("-0.5", "1969-12-31T23:59:59.500000Z"), ("1725271872131", "2024-09-02T10:11:12.131000Z"),
            ("\"2025-02-30\"", nil), ("\"\"", nil), ("\"now\"", nil), ("true", nil), ("1e40", nil), ("[]", nil),
        ] as [(String, String?)]
    )
    func times(_ written: String, _ time: String?) throws {
        let members = try ImportEntry.object(Array("{\"at\":\(written)}".utf8), isWhole: true, within: .message)
        guard let time else {
            #expect(throws: ImportFlaw.self) { try ImportedTime.foreign("at", in: members) }
            return
        }
        #expect(try ImportedTime.foreign("at", in: members) == time)
    }

    @Test(
        "sorts of memories become the nearest kind",
        arguments: [
            ("user_preferences", .preference), ("procedural_memory", .procedure), ("Best Practice", .procedure),
            ("how-to", .procedure), ("episodic", .event), ("decision", .fact), ("observation", .note), ("zebra", nil),
        ] as [(String, MemoryKind?)]
    )
    func kinds(_ name: String, _ kind: MemoryKind?) { #expect(ForeignKind.of([name]) == kind) }
}
