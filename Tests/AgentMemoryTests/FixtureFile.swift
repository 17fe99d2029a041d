import FoundationEssentials

/// A table of `Fixtures`, with a line of names above its rows.
struct FixtureFile {
    let rows: [[String]]

    init(_ name: String) throws {
        let folder = #filePath.dropLast("/FixtureFile.swift".count)
        let text = String(decoding: try Data(contentsOf: URL(filePath: "\(folder)/Fixtures/\(name)")), as: UTF8.self)
        rows = text.split(separator: "\n").dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
