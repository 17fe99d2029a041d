import Foundation
import TestSupport

/// Files beside the tests.
enum Fixture {
    static let tests = String(#filePath.dropLast("/Fixture.swift".count))

    static func path(_ name: String) -> String { "\(tests)/Fixtures/\(name)" }
}

/// Gives `body` the path of a folder of its own, gone afterwards.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    try await TestSupport.withTemporaryFolder { try await body($0.path) }
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
