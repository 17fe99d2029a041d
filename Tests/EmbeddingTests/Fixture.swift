import FoundationEssentials

/// Files beside the tests.
enum Fixture {
    static let tests = String(#filePath.dropLast("/Fixture.swift".count))

    static func path(_ name: String) -> String { "\(tests)/Fixtures/\(name)" }
}

/// Lends a new folder and removes it afterwards.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "embedding-tests-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    do {
        let result = try await body(folder)
        try FileManager.default.removeItem(atPath: folder)
        return result
    } catch {
        try? FileManager.default.removeItem(atPath: folder)
        throw error
    }
}

/// A copy of a tiny model that may be spoiled.
func withTinyModel<Result>(_ name: String = "tiny-f32-mean", _ body: (String) async throws -> Result) async throws
    -> Result
{
    try await withTemporaryFolder { folder in
        try FileManager.default.copyItem(atPath: Fixture.path(name), toPath: folder + "/model")
        return try await body(folder + "/model")
    }
}
