import Files
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@testable import Embedding

@Suite struct CompiledModelCacheTests {
    private let row: [Int32] = [2, 5, 7, 8, 3]

    private func session(
        _ cache: String,
        model: String = Fixture.path("tiny-f32-mean"),
        _ arithmetic: Arithmetic = .f32
    ) throws -> EncoderSession {
        let folder = try ModelFolder(model, modelsDirectory: "")
        return try EncoderSession(folder, configuration: TestModel.configuration(model, cache: cache), arithmetic)
    }

    private func entry(in cache: String) throws -> String {
        let names = try Folder.names(in: FilePath(cache)).filter { FilePath("\(cache)/\($0)").isFolder }
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

    enum Damage: String, CaseIterable { case blob, model, weights, complete }

    /// Changes 64 bytes in the middle of a file.
    private func damage(_ path: FilePath) throws {
        var bytes = try ReadOnlyFile.contents(of: path, limit: 1 << 27)
        for index in bytes.indices.dropFirst(bytes.count / 2 - 32).prefix(64) { bytes[index] ^= 0xff }
        // In place, and with the old time.
        let before = try Stat(path)
        let file = try FileDescriptor.open(path, .writeOnly)
        try file.closeAfter {
            try file.writeAll(bytes)
            let times = [before.st_mtim, before.st_mtim]
            try Errno.check(unsafe futimens(file.rawValue, times))
        }
    }

    @Test("a damaged file of the cache is noticed and made again", arguments: Damage.allCases, [Arithmetic.f32, .int8])
    func flipped(what: Damage, arithmetic: Arithmetic) async throws {
        try await withTemporaryFolder { cache in
            let first = try session(cache, arithmetic)
            let expected = try first.vectors([row])
            #expect(!first.cacheWasDamaged)
            let folder = try entry(in: cache)
            let path =
                switch what {
                case .blob: FilePath(try blob(in: folder))
                case .model: FilePath(folder).appending("model.xml")
                case .weights: FilePath(folder).appending("model.bin").resolved
                case .complete: FilePath(folder).appending("complete")
                }
            try damage(path)
            let second = try session(cache, arithmetic)
            #expect(try second.vectors([row]) == expected)
            // Without the record nobody can tell that the folder was complete before.
            #expect(second.cacheWasDamaged == (what != .complete))
            let third = try session(cache, arithmetic)
            #expect(try third.vectors([row]) == expected)
            #expect(!third.cacheWasDamaged)
        }
    }

    @Test("an engine that computes other vectors than it did is refused, from the cache and from the source")
    func otherEngine() async throws {
        try await withTemporaryFolder { cache in
            _ = try session(cache)
            let folder = try entry(in: cache)
            let path = FilePath(folder).appending("complete")
            let manifest = try #require(CacheManifest.read(path))
            let other = manifest.vector.enumerated().map { $0.offset == 0 ? -$0.element : 0 }
            try CacheManifest(files: manifest.files, weights: manifest.weights, vector: other).write(to: path)
            for _ in 1...2 {
                let error = #expect(throws: EmbeddingError.self) { try session(cache) }
                #expect(error?.message.contains("computes other vectors") == true)
                #expect(error?.message.contains("remove \(FilePath(folder).resolved)") == true)
            }
            try FileManager.default.removeItem(atPath: folder)
            _ = try session(cache)
        }
    }

    @Test("settings that need another compiled model share the copy of the weights")
    func sharedWeights() async throws {
        try await withTemporaryFolder { cache in
            for arithmetic in [Arithmetic.f32, .bf16] { _ = try session(cache, arithmetic) }
            let names = try Folder.names(in: FilePath(cache))
            #expect(names.filter { $0.hasSuffix(".weights") }.count == 1)
            #expect(names.filter { FilePath("\(cache)/\($0)").isFolder }.count == 2)
        }
    }

    @Test("weights are quantized once, into a smaller file, and compute the same without a cache")
    func quantized() async throws {
        try await withTemporaryFolder { cache in
            let expected = try session("/proc/no/such/folder", .int8).vectors([row])
            for isCached in [false, true] {
                let session = try session(cache, .int8)
                #expect(try session.vectors([row]) == expected)
                #expect(session.precision == "int8")
                let names = try Folder.names(in: FilePath(cache)).filter { $0.hasSuffix(".weights") }
                let copy = try ReadOnlyFile(FilePath("\(cache)/\(try #require(names.first))"))
                let source = try ReadOnlyFile(FilePath(Fixture.path("tiny-f32-mean/model.safetensors")))
                #expect(names.count == 1 && copy.size < source.size, "\(isCached)")
                #expect(try WeightsCopy.checkAll(in: FilePath(cache)) == 1)
            }
        }
    }

    @Test("a cache that others may write to is refused")
    func openCache() async throws {
        try await withTemporaryFolder { cache in
            _ = try session(cache)
            let folder = try entry(in: cache)
            for path in [cache, folder] {
                try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: path)
                let error = #expect(throws: EmbeddingError.self) { try session(cache) }
                #expect(error?.message.contains("chmod go-w \(FilePath(path).resolved)") == true)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            }
            _ = try session(cache)
        }
    }

    @Test("a model whose files are truncated while it is loaded goes on", .enabled(if: TestModel.isThere))
    func truncated() async throws {
        try await withTemporaryFolder { folder in
            let model = folder + "/model"
            try FileManager.default.copyItem(atPath: TestModel.folder, toPath: model)
            // With the cache new, with the cache filled, and without one.
            let sessions = try [folder + "/cache", folder + "/cache", "/proc/no/such/folder"].map {
                try session($0, model: model)
            }
            for name in ["model.safetensors", "tokenizer.json", "vocab.txt"] {
                try Errno.check(unsafe truncate(model + "/" + name, 0))
            }
            // Rows from all over the vocabulary, so that every page of the weights is touched.
            let rows = stride(from: Int32(0), to: 30_400, by: 100).map { start in [101] + (start..<start + 100) + [102]
            }
            let vectors = try sessions.map { try $0.vectors(rows) }
            for other in vectors.dropFirst() {
                for (vector, reference) in zip(other, vectors[0]) { #expect(cosine(vector, reference) > 0.999) }
            }
        }
    }

    @Test("where nothing can be written a model is loaded all the same")
    func unwritable() throws {
        #expect(try session("/proc/no/such/folder").vectors([row]).count == 1)
    }
}
