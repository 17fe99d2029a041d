import Documents
import Files
import Foundation
import JSONFormat
import Postgres
import Retrieval
import SystemPackage
import TestSupport
import Testing

@testable import Transfer

@Suite("Archives of a collection")
struct ArchiveTests {
    private static let manifest = CollectionManifest(
        collection: "documents",
        model: "m",
        dimensions: 2,
        documents: 3,
        passages: 2
    )

    private static let documents = [
        WholeDocument(
            id: -7,
            key: "caf\u{E9}",
            title: "\"T\"\n",
            content: "Tea\u{2028}and 🍵.",
            metadata: JSONText(#"{"n": 12345678901234567890123, "huge": 1e400}"#),
            createdAt: "infinity",
            updatedAt: "2026-01-01T00:00:00.000001Z",
            passages: [
                EmbeddedPassage(start: 0, end: 3, vector: [0.1, -3.4e-38]),
                EmbeddedPassage(start: 2, end: 9, vector: [.leastNonzeroMagnitude, .greatestFiniteMagnitude]),
            ]
        ),
        WholeDocument(content: nil, metadata: nil),
        WholeDocument(id: .max, content: "", metadata: JSONText("[]")),
    ]

    /// Writes an archive, lets it be changed, and reads it.
    private func read(
        _ documents: [WholeDocument] = documents,
        manifest: CollectionManifest = manifest,
        partBytes: Int = ArchiveLayout.partBytes,
        changed: (inout [UInt8]) -> Void = { _ in }
    ) async throws -> [WholeDocument] {
        try await withTemporaryFolder { folder in
            let path = FilePath(folder.appending(path: "archive.tar").path)
            let file = try FileDescriptor.open(path, .readWrite, options: [.create], permissions: .ownerReadWrite)
            defer { try? file.close() }
            let writer = ArchiveWriter(file, partBytes: partBytes)
            try writer.begin(manifest)
            for document in documents { try writer.add(document) }
            _ = try writer.finish()
            var bytes = Array(try Data(contentsOf: URL(filePath: path.string)))
            changed(&bytes)
            return try Self.read(bytes, in: folder)
        }
    }

    private static func read(_ bytes: [UInt8], in folder: URL) throws -> [WholeDocument] {
        let path = FilePath(folder.appending(path: "changed.tar").path)
        let file = try FileDescriptor.open(path, .readWrite, options: [.create], permissions: .ownerReadWrite)
        defer { try? file.close() }
        try file.writeAll(bytes)
        try file.seek(offset: 0, from: .start)
        var reader = try ArchiveReader(file)
        var documents: [WholeDocument] = []
        while let document = try reader.next() { documents.append(document) }
        return documents
    }

    /// What is wrong with an archive of these members, as its reader says.
    private func refusal(_ members: [(name: String, bytes: [UInt8])], cut: Int = 0) async throws -> String {
        var bytes: [UInt8] = []
        for member in members {
            let header = TarHeader(name: member.name, length: member.bytes.count)
            bytes += header.block + member.bytes + [UInt8](repeating: 0, count: header.padding)
        }
        bytes += [UInt8](repeating: 0, count: 1024)
        return try await withTemporaryFolder { [bytes] folder in
            let error = #expect(throws: TransferError.self) {
                try Self.read(bytes.dropLast(cut), in: folder)
            }
            return error?.description ?? ""
        }
    }

    /// The members of an archive with one document, as a hostile program could write them.
    private func members(line: String) -> [(name: String, bytes: [UInt8])] {
        let manifest = CollectionManifest(collection: "c", model: "m", dimensions: 2, documents: 1, passages: 0).bytes
        return sealed("manifest.json", manifest) + sealed("documents/000001.jsonl", Array(line.utf8))
    }

    private func sealed(_ name: String, _ bytes: [UInt8]) -> [(name: String, bytes: [UInt8])] {
        [(ArchiveLayout.checksum(of: name), ArchiveLayout.checksum(of: bytes, in: name)), (name, bytes)]
    }

    @Test("a document comes back as it was, to the last bit of its vectors")
    func roundTrip() async throws {
        let found = try await read()
        #expect(found.count == 3)
        for (found, given) in zip(found, Self.documents) {
            #expect(found.id == given.id)
            #expect(found.key == given.key)
            #expect(found.title == given.title)
            #expect(found.content == given.content)
            let texts = [found, given].map { document in document.metadata.map { $0.text.filter { $0 != " " } } }
            #expect(texts[0] == texts[1])
            #expect(found.createdAt == given.createdAt)
            #expect(found.updatedAt == given.updatedAt)
            #expect(found.passages == given.passages)
        }
    }

    @Test("many documents are divided into parts, and come back in their order")
    func parts() async throws {
        let documents = (Int32(0)..<50).map { WholeDocument(id: $0, content: "Text \($0)", metadata: nil) }
        let manifest = CollectionManifest(collection: "c", model: nil, dimensions: 2, documents: 50, passages: 0)
        var names = 0
        let found = try await read(documents, manifest: manifest, partBytes: 300) { bytes in
            names = String(decoding: bytes, as: UTF8.self).matches(of: #/documents\/\d{6}\.jsonl\0/#).count
        }
        #expect(found.map(\.id) == documents.map(\.id))
        #expect(names > 4)
    }

    @Test("GNU tar reads an archive, and sha256sum confirms it")
    func otherPrograms() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "archive.tar").path
            let file = try FileDescriptor.open(
                FilePath(path),
                .writeOnly,
                options: [.create],
                permissions: .ownerReadWrite
            )
            let writer = ArchiveWriter(file)
            try writer.begin(Self.manifest)
            for document in Self.documents { try writer.add(document) }
            _ = try writer.finish()
            try file.close()
            let script =
                "cd '\(folder.path)' && tar -xf archive.tar && sha256sum -c manifest.json.sha256 documents/*.sha256"
            let result = try await CommandResult.of("/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
            #expect(result.succeeded, "\(result.errors)")
            #expect(result.output == "manifest.json: OK\ndocuments/000001.jsonl: OK\n")
        }
    }

    @Test("any change of its bytes is noticed", arguments: [0, 300, 1_100, 1_540, 2_060, 2_600, 3_100, 3_200, 3_900])
    func damaged(place: Int) async throws {
        await #expect(throws: TransferError.self) { _ = try await read { $0[place] ^= 0x40 } }
    }

    @Test(
        "one that was cut off is refused, wherever that was",
        arguments: [0, 1, 511, 1_024, 1_500, 2_100, 2_560, 3_300]
    )
    func cut(length: Int) async throws {
        await #expect(throws: TransferError.self) { _ = try await read { $0 = Array($0.prefix(length)) } }
    }

    @Test(
        "members with other names, and other kinds of members, are refused and never opened",
        arguments: ["../../etc/passwd", "/etc/passwd", "documents/../../x", "documents/000002.jsonl", "x"]
    )
    func names(name: String) async throws {
        let manifest = members(line: "{}").prefix(2)
        #expect(try await refusal(manifest + sealed(name, Array("{}\n".utf8))).contains("belongs"))
    }

    @Test("links, folders and extensions are refused", arguments: "12345xgSL".utf8)
    func kinds(kind: UInt8) async throws {
        let error = await #expect(throws: TransferError.self) {
            _ = try await read { bytes in
                bytes[156] = kind
                // The checksum of the header goes along.
                var header = Array(bytes[..<512])
                header.replaceSubrange(148..<156, with: repeatElement(UInt8(ascii: " "), count: 8))
                let digits = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
                let field = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
                bytes.replaceSubrange(148..<156, with: field.utf8)
            }
        }
        #expect(error?.description.contains("plain files") == true)
    }

    @Test("a size that lies takes no memory")
    func lyingSize() async throws {
        let header = TarHeader(name: "manifest.json.sha256", length: 1 << 32).block
        try await withTemporaryFolder { folder in
            _ = #expect(throws: TransferError.self) { try Self.read(header, in: folder) }
        }
    }

    @Test("what its manifest says must hold")
    func manifests() async throws {
        let tooFew = CollectionManifest(collection: "c", model: nil, dimensions: 2, documents: 4, passages: 0)
        let line = sealed("documents/000001.jsonl", Array("{}\n{}\n".utf8))
        #expect(try await refusal(sealed("manifest.json", tooFew.bytes) + line).contains("2 of the 4"))
        let tooMany = CollectionManifest(collection: "c", model: nil, dimensions: 2, documents: 1, passages: 0)
        #expect(try await refusal(sealed("manifest.json", tooMany.bytes) + line).contains("more than the 1"))
        for text in ["", "[]", "{}", "not JSON", #"{"format":"paddle-collection","version":2}"#] {
            #expect(try await refusal(sealed("manifest.json", Array(text.utf8))).contains("manifest.json"))
        }
    }

    @Test(
        "a line that is no document is refused, and named",
        arguments: [
            ("not JSON", "not JSON"), ("[]", "object"), (#"{"id":1.5}"#, "id"), (#"{"id":4294967296}"#, "id"),
            (#"{"key":""}"#, "key"), (#"{"content":5}"#, "content"), ("{\"content\":\"\\u0000\"}", "NUL"),
            ("{\"metadata\":{\"a\":\"\\u0000\"}}", "NUL"), (#"{"content":"ab","passages":5}"#, "passages"),
            (#"{"content":"ab","passages":[{"start":0,"end":3,"vector":[1,2]}]}"#, "passage 0"),
            (#"{"content":"ab","passages":[{"start":1,"end":2,"vector":[1,2]}]}"#, "passage 0"),
            (#"{"content":"ab","passages":[{"start":0,"end":2}]}"#, "vector"),
            (#"{"content":"ab","passages":[{"start":0,"end":2,"vector":[1]}]}"#, "2 numbers"),
            (#"{"content":"ab","passages":[{"start":0,"end":2,"vector":[1,2,3]}]}"#, "2 numbers"),
            (#"{"content":"ab","passages":[{"start":0,"end":2,"vector":[1,NaN]}]}"#, "not JSON"),
            (#"{"content":"ab","passages":[{"start":0,"end":2,"vector":[1,null]}]}"#, "finite"),
            (#"{"content":"ab","passages":[{"start":0,"end":2,"vector":[1,1e39]}]}"#, "finite"),
            (#"{"content":"ab","passages":[{"start":0,"end":2,"vector":[1,1e999]}]}"#, "finite"),
            (#"{"content":"ab","passages":[{"start":0,"end":2,"vector":[0,0]}]}"#, "zero"),
        ]
    )
    func lines(line: String, named: String) async throws {
        let refusal = try await refusal(members(line: line))
        #expect(refusal.hasPrefix("Document 1 of the archive "))
        #expect(refusal.contains(named), "\(refusal)")
    }
}
