package import Foundation

/// A virtual environment made by scripts/setup-python.
package struct PythonEnvironment: Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }

    private var folder: URL { PaddleHome.installed.appending(path: "test/venvs/\(name)") }

    /// Its interpreter.
    package var python: URL { folder.appending(path: "bin/python") }

    /// Whether it is there. Where it must be, because this is a CI run, its absence is an error; elsewhere the caller
    /// skips what needs it, and this prints why.
    package func isPresent() throws -> Bool {
        if FileManager.default.fileExists(atPath: folder.appending(path: ".ready").path) { return true }
        let advice = "no Python environment \(folder.path); run scripts/setup-python"
        guard BuildProducts.environment["CI"] == nil else { throw TestSupportError(advice) }
        print("skipped: \(advice)")
        return false
    }
}
