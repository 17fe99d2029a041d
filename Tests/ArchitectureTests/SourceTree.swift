import Foundation
import TestSupport

/// The package as it lies in its folders.
struct SourceTree {
    let root = BuildProducts.packageRoot

    /// One target: its name, and its Swift files.
    struct Part {
        let name: String
        let files: [URL]
    }

    /// The targets whose folders lie in `folder`.
    func parts(in folder: String) throws -> [Part] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder),
            includingPropertiesForKeys: nil
        ).map { Part(name: $0.lastPathComponent, files: Self.swiftFiles(in: $0)) }
    }

    private static func swiftFiles(in folder: URL) -> [URL] {
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    }

    func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

    /// The modules that a source imports.
    static func imports(in source: String) -> [String] {
        source.matches(of: #/(?m)^\s*(?:@\w+ )?(?:\w+ )?import (?:struct |class |enum |func )?(\w+)/#)
            .map { String($0.output.1) }
    }

    /// What each target of Core declares in Package.swift, by its name: the names in quotes of `core("Name", […])`.
    static func declaredDependencies(in manifest: String) -> [String: [String]] {
        var declared: [String: [String]] = [:]
        for match in manifest.matches(of: #/(?s)core\(\s*"(\w+)",\s*\[(.*?)\]/#) {
            declared[String(match.output.1)] = match.output.2
                .split(separator: ",")
                .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                .filter { $0.hasPrefix("\"") }
                .map { $0.trimmingCharacters(in: ["\""]) }
        }
        return declared
    }
}
