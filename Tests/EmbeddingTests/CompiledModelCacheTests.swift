import Files
import FoundationEssentials
import SystemPackage
import Testing

@testable import Embedding

@Suite struct CompiledModelCacheTests {
    private let row: [Int32] = [2, 5, 7, 8, 3]

    private func session(_ cache: String, model: String = Fixture.path("tiny-f32-mean")) throws -> EncoderSession {
        let folder = try ModelFolder(model, modelsDirectory: "")
        return try EncoderSession(folder, configuration: TestModel.configuration(model, cache: cache))
    }

    private func entry(in cache: String) throws -> String {
        let names = try Folder.names(in: FilePath(cache))
        try #require(names.count == 1)
        return cache + "/" + names[0]
    }

    private func blob(in entry: String) throws -> String {
        entry + "/" + (try #require(Folder.names(in: FilePath(entry)).first { $0.hasSuffix(".blob") }))
    }

    @Test("a compiled model is kept, small, and computes the same when it is read again")
    func keeps() async throws {
        try await withTemporaryFolder { cache in
            let first = try session(cache).vectors([row])
            let folder = try entry(in: cache)
            let size = try ReadOnlyFile(FilePath(blob(in: folder))).size
            let written = try ReadOnlyFile(FilePath(blob(in: folder))).identity
            #expect(try session(cache).vectors([row]) == first)
            #expect(try ReadOnlyFile(FilePath(blob(in: folder))).identity == written)
            #expect(size < 1 << 20)
        }
    }

    @Test("many that start at once share one, and none finds it half written")
    func concurrent() async throws {
        try await withTemporaryFolder { cache in
            let expected = try session(cache + "/other").vectors([row])
            let vectors = try await withThrowingTaskGroup(of: [[Float]].self) { group in
                for _ in 0..<6 { group.addTask { try session(cache + "/one").vectors([row]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(vectors.allSatisfy { $0 == expected })
            #expect(
                try Folder.names(in: FilePath(entry(in: cache + "/one"))).filter { $0.hasSuffix(".blob") }.count == 1
            )
        }
    }

    @Test("incomplete files of a killed process are written again", arguments: ["complete", "model.bin", "blob"])
    func interrupted(spoiled: String) async throws {
        try await withTemporaryFolder { cache in
            let expected = try session(cache).vectors([row])
            let folder = try entry(in: cache)
            if spoiled == "blob" {
                let path = try blob(in: folder)
                let half = try ReadOnlyFile.contents(of: FilePath(path), limit: 1 << 20).prefix(1000)
                try FileManager.default.removeItem(atPath: path)
                try Data(half).write(to: URL(filePath: path))
            } else {
                try FileManager.default.removeItem(atPath: folder + "/complete")
                if spoiled != "complete" { try FileManager.default.removeItem(atPath: folder + "/" + spoiled) }
            }
            #expect(try session(cache).vectors([row]) == expected)
            #expect(try FilePath(folder).appending("complete").exists())
        }
    }

    @Test("a cached file of the right size with wrong bytes does not stop the model")
    func damaged() async throws {
        try await withTemporaryFolder { cache in
            let expected = try session(cache).vectors([row])
            let path = try blob(in: try entry(in: cache))
            let size = try ReadOnlyFile(FilePath(path)).size
            try FileManager.default.removeItem(atPath: path)
            try Data(repeating: 0x41, count: size).write(to: URL(filePath: path))
            #expect(try session(cache).vectors([row]) == expected)
        }
    }

    @Test("changed weights are never answered from the cache of the old ones")
    func changedWeights() async throws {
        try await withTinyModel { folder in
            let cache = folder + "/../cache"
            let before = try session(cache, model: folder).vectors([row])
            let path = folder + "/model.safetensors"
            var bytes = try ReadOnlyFile.contents(of: FilePath(path), limit: 1 << 20)
            for index in stride(from: bytes.count - 2048, to: bytes.count, by: 4) { bytes[index + 2] ^= 0x40 }
            try Data(bytes).write(to: URL(filePath: path))
            #expect(try session(cache, model: folder).vectors([row]) != before)
        }
    }

    @Test("where nothing can be written a model is loaded all the same")
    func unwritable() throws {
        #expect(try session("/proc/no/such/folder").vectors([row]).count == 1)
    }
}
