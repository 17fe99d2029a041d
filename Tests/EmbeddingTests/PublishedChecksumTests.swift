import Cryptography
import Files
import FoundationEssentials
import SystemPackage
import Testing

@testable import Embedding

@Suite("The checksums of a model folder")
struct PublishedChecksumTests {
    private static let names = ["model.safetensors", "vocab.txt"]

    private func withSums(_ body: (_ folder: String, _ cache: String) async throws -> Void) async throws {
        try await withTinyModel { folder in
            let lines = try Self.names.map { name in
                let bytes = try ReadOnlyFile.contents(of: FilePath("\(folder)/\(name)"), limit: 1 << 20)
                return "\(HashFunction.sha256.hash(bytes).hex)  \(name)\n"
            }
            try Data(lines.joined().utf8).write(to: URL(filePath: folder + "/SHA256SUMS"))
            try await body(folder, folder + "/../cache")
        }
    }

    private func load(_ folder: String, cache: String?) async throws -> [Float] {
        try await LocalEmbedder.load(TestModel.configuration(folder, cache: cache), logger: TestModel.logger)
            .embed("a river boat")
    }

    @Test("a folder whose files are as published is loaded")
    func intact() async throws {
        try await withSums { folder, cache in
            let vector = try await load(folder, cache: cache)
            #expect(try await load(folder, cache: nil) == vector)
        }
    }

    @Test("a check that reads everything finds a damaged file that no start reads")
    func verify() async throws {
        try await withSums { folder, cache in
            _ = try await load(folder, cache: cache)
            let configuration = TestModel.configuration(folder, cache: cache)
            #expect(try await ModelFiles.verify(configuration) == 3)
            let copy = try #require(Folder.names(in: FilePath(cache)).first { $0.hasSuffix(".weights") })
            for path in ["\(cache)/\(copy)", "\(folder)/vocab.txt"] {
                let whole = try ReadOnlyFile.contents(of: FilePath(path), limit: 1 << 20)
                try Data(whole.dropLast()).write(to: URL(filePath: path))
                let error = await #expect(throws: EmbeddingError.self) { try await ModelFiles.verify(configuration) }
                #expect(error?.message.contains(path.split(separator: "/").last ?? "?") == true)
                try Data(whole).write(to: URL(filePath: path))
            }
        }
    }

    @Test("a damaged file is named, with and without a cache, and how to get it again", arguments: names)
    func damaged(name: String) async throws {
        try await withSums { folder, cache in
            _ = try await load(folder, cache: cache)
            var bytes = try ReadOnlyFile.contents(of: FilePath("\(folder)/\(name)"), limit: 1 << 20)
            bytes[bytes.count - 20] ^= 0x01
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
            for cache in [cache, nil] {
                let error = await #expect(throws: EmbeddingError.self) { try await load(folder, cache: cache) }
                #expect(error?.message.contains("\(name) is damaged") == true)
                #expect(error?.message.contains("scripts/setup") == true)
            }
        }
    }
}
