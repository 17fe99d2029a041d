import FoundationEssentials

/// Turns a folder of `NNN_name.sql` files into one Swift source holding them as a list of migrations.
///
/// Run by the build plugin: `embed-sql FOLDER OUTPUT`.
@main
struct EmbedSQL {
    static func main() throws {
        guard CommandLine.arguments.count == 3 else {
            throw EmbedError("usage: embed-sql FOLDER OUTPUT")
        }
        let folder = CommandLine.arguments[1]
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".sql") }
            .sorted()
        let files = try names.map { try SQLFile(named: $0, in: folder) }
        try checkNumbering(of: files)

        let source = files.map(\.swiftLiteral).joined()
        let text = "import Migration\n\nlet migrationFiles: [MigrationFile] = [\n\(source)]\n"
        try Data(text.utf8).write(to: URL(filePath: CommandLine.arguments[2]))
    }

    /// A gap or a repeated number would let two branches meet unnoticed.
    static func checkNumbering(of files: [SQLFile]) throws {
        for (index, file) in files.enumerated() where file.version != index + 1 {
            throw EmbedError(
                "\(file.fileName): expected number \(index + 1); files are numbered 1, 2, 3, … without gaps"
            )
        }
    }
}

struct SQLFile {
    let fileName: String
    let version: Int
    let name: String
    let text: String

    init(named fileName: String, in folder: String) throws {
        self.fileName = fileName
        let parts = fileName.dropLast(4).split(separator: "_", maxSplits: 1)
        guard parts.count == 2, let version = Int(parts[0]) else {
            throw EmbedError("\(fileName): a migration is named NNN_name.sql, as in 001_documents.sql")
        }
        self.version = version
        self.name = String(parts[1])
        let bytes = try Data(contentsOf: URL(filePath: folder + "/" + fileName))
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw EmbedError("\(fileName): not valid UTF-8")
        }
        self.text = text
    }

    var swiftLiteral: String {
        // One more # than any run in the text, so that nothing in it ends the literal.
        var longest = 0
        var run = 0
        for character in text {
            run = character == "#" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "#", count: longest + 1)
        return """
                MigrationFile(version: \(version), name: "\(name)", sql: \(fence)\"""
            \(text)
            \"""\(fence)),

            """
    }
}

struct EmbedError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = "embed-sql: " + description }
}
