/// A file `NNN_name.sql`.
struct MigrationSource {
    let fileName: String
    let version: Int
    let name: String
    let text: String

    init(named fileName: String, in folder: SourceFolder) throws {
        let parts = fileName.dropLast(4).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, let version = Int(parts[0]) else {
            throw EmbedError("\(fileName): a migration is named NNN_name.sql, as in 001_documents.sql")
        }
        self.fileName = fileName
        self.version = version
        self.name = String(parts[1])
        self.text = try folder.text(of: fileName) ?? ""
    }

    static func source(of folder: SourceFolder) throws -> SwiftSource {
        let files = try folder.names(endingIn: ".sql").map { try MigrationSource(named: $0, in: folder) }
        // A gap or a repeated number would let two branches meet unnoticed.
        for (index, file) in files.enumerated() where file.version != index + 1 {
            throw EmbedError(
                "\(file.fileName): expected number \(index + 1); files are numbered 1, 2, 3, … without gaps"
            )
        }
        return SwiftSource(
            module: "Migration",
            name: "migrationFiles",
            type: "MigrationFile",
            elements: files.map(\.expression)
        )
    }

    private var expression: String {
        "MigrationFile(version: \(version), name: \"\(name)\", sql: \(SwiftSource.literal(text)))"
    }
}
