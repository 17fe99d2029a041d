package import Foundation

/// Where the programs under test and the files beside the package are.
package enum BuildProducts {
    /// The folder of the built products: `PADDLE_BIN_DIR`, or the folder of the running test bundle.
    package static let folder: URL = {
        if let folder = environment["PADDLE_BIN_DIR"] { return URL(filePath: folder, directoryHint: .isDirectory) }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }()

    /// The root of the package's sources.
    package static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A built executable.
    package static func executable(_ name: String) throws -> URL {
        let file = folder.appending(path: name)
        guard FileManager.default.isExecutableFile(atPath: file.path) else {
            throw TestSupportError(
                "no executable \(file.path); build it, or set PADDLE_BIN_DIR to the folder that has it"
            )
        }
        return file
    }

    static let environment = ProcessInfo.processInfo.environment
}

/// A test could not be carried out: a part of its machinery is missing or the program under test broke off.
package struct TestSupportError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
