import FoundationEssentials
import Glibc

/// Writes one Swift source that holds the migrations or the views of a target.
///
/// Run by the build plugin:
///
///     embed-files migrations FOLDER OUTPUT
///     embed-files views FOLDER OUTPUT [SHARED FOLDER …]
///
/// A view may include scripts and styles from its own folder and from the shared ones.
@main
struct EmbedFiles {
    static func main() {
        do {
            try run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            let message = Array("embed-files: error: \(error)\n".utf8)
            _ = unsafe message.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
            exit(1)
        }
    }

    static func run(_ arguments: [String]) throws {
        guard arguments.count >= 3 else {
            throw EmbedError("usage: embed-files migrations|views FOLDER OUTPUT [SHARED FOLDER …]")
        }
        let folder = SourceFolder(path: arguments[1])
        let source =
            switch arguments[0] {
            case "migrations": try MigrationSource.source(of: folder)
            case "views": try ViewSource.source(of: folder, shared: arguments[3...].map(SourceFolder.init))
            default: throw EmbedError("\(arguments[0]): expected migrations or views")
            }
        try Data(source.text.utf8).write(to: URL(filePath: arguments[2]))
    }
}
