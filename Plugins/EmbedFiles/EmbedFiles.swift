import Foundation
import PackagePlugin

/// Embeds a target's `Migrations/*.sql` and `Views/*.html`, so that a server is a single file.
///
/// Views may include scripts and styles from the `Views` of the targets they depend on.
@main
struct EmbedFiles: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let shared = target.recursiveTargetDependencies.map { folder("Views", of: $0) }
            .filter { hasFiles($0, ["js", "css"]) }
        return [
            try command("migrations", of: target, ["sql"], to: "MigrationFiles.swift", context: context),
            try command("views", of: target, ["html"], to: "ViewFiles.swift", shared: shared, context: context),
        ].compactMap(\.self)
    }

    /// Nil where the target has no such files.
    private func command(
        _ kind: String,
        of target: any Target,
        _ extensions: [String],
        to name: String,
        shared: [URL] = [],
        context: PluginContext
    ) throws -> Command? {
        let folder = folder(kind.capitalized, of: target)
        guard hasFiles(folder, extensions) else { return nil }
        let output = context.pluginWorkDirectoryURL.appending(path: name)
        return .buildCommand(
            displayName: "Embed the \(kind) of \(target.name)",
            executable: try context.tool(named: "embed-files").url,
            arguments: [kind] + ([folder, output] + shared).map { $0.path(percentEncoded: false) },
            inputFiles: ([folder] + shared).flatMap { files($0, extensions + ["js", "css"]) },
            outputFiles: [output]
        )
    }

    private func folder(_ name: String, of target: any Target) -> URL {
        target.directoryURL.appending(path: name, directoryHint: .isDirectory)
    }

    private func files(_ folder: URL, _ extensions: [String]) -> [URL] {
        let all = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (all ?? []).filter { extensions.contains($0.pathExtension) }
    }

    private func hasFiles(_ folder: URL, _ extensions: [String]) -> Bool { !files(folder, extensions).isEmpty }
}
