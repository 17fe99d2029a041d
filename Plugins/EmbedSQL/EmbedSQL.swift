import Foundation
import PackagePlugin

/// Embeds each target's `Migrations/*.sql` into the target, so that a server is one file with nothing beside it.
@main
struct EmbedSQL: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = target.directoryURL.appending(path: "Migrations")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }
        let output = context.pluginWorkDirectoryURL.appending(path: "MigrationFiles.swift")
        return [
            .buildCommand(
                displayName: "Embed the migrations of \(target.name)",
                executable: try context.tool(named: "embed-sql").url,
                arguments: [folder.path(percentEncoded: false), output.path(percentEncoded: false)],
                inputFiles: files,
                outputFiles: [output]
            )
        ]
    }
}
