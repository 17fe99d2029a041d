import Glibc
package import SystemPackage

/// A program on this machine that can be run as a child, to its end.
package struct Program: Sendable, Hashable {
    /// Where it is; an absolute path.
    package let path: FilePath

    /// - Parameter path: An absolute path.
    package init(path: FilePath) { self.path = path }

    /// Finds a program by its name on the PATH of this process.
    ///
    /// Relative folders on it are passed over: which program they hold depends on where this process happens to stand.
    /// - Returns: Nil where there is none that this process may run.
    package static func find(_ name: String) -> Program? {
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? standardPath
        return find(name, on: path)
    }

    static func find(_ name: String, on path: String) -> Program? {
        guard !name.isEmpty, !name.contains("/"), !name.utf8.contains(0) else { return nil }
        for folder in path.split(separator: ":") where folder.hasPrefix("/") {
            let program = Program(path: FilePath(String(folder)).appending(name))
            if program.isExecutable { return program }
        }
        return nil
    }

    /// The PATH of a child, unless it is given another.
    static let standardPath = "/usr/local/bin:/usr/bin:/bin"

    /// What a child finds in its environment besides what it is given. `/nonexistent` is Debian's home of accounts that
    /// have none.
    static let environment = ["PATH": standardPath, "LANG": "C.UTF-8", "HOME": "/nonexistent"]

    /// Whether it is a file that this process may run.
    var isExecutable: Bool {
        guard (try? Stat(path))?.type == .regular else { return false }
        return unsafe access(path.string, X_OK) == 0
    }
}
