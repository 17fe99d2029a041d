import Files
import Glibc
import SystemPackage
import Testing

@testable import RAG

/// A folder of files for one test.
struct TestFolder {
    let path: FilePath

    /// Gives a test a folder that is there while it runs.
    static func with(_ body: (TestFolder) throws -> Void) throws {
        var template = Array("/tmp/paddle-rag-files-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        let path = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        defer { _ = try? run("chmod -R u+rwx \(path); rm -rf \(path)") }
        try body(TestFolder(path: path))
    }

    /// Runs a command of the shell.
    @discardableResult
    static func run(_ command: String) throws -> Bool { unsafe system(command) == 0 }

    /// Writes files, with the folders that they are in.
    func touch(_ files: String..., text: String = "text\n") throws {
        for file in files { try put(file, text) }
    }

    func put(_ file: String, _ text: String) throws {
        let target = path.appending(file)
        try Folder.makeAll(target.removingLastComponent(), mode: 0o755)
        try target.removeFile()
        try target.create(with: text.utf8, mode: [.ownerReadWrite, .groupRead, .otherRead])
    }

    func link(_ name: String, to target: String) throws {
        try Folder.makeAll(path.appending(name).removingLastComponent(), mode: 0o755)
        try path.appending(name).makeLink(to: FilePath(target))
    }

    func roots(_ folders: String...) throws -> SourceRoots {
        let paths = folders.isEmpty ? [path] : folders.map { path.appending($0) }
        return try SourceRoots(paths.map(\.string).joined(separator: ":"), home: nil)
    }

    func walk(
        _ folder: String = "",
        _ selection: FileSelection = FileSelection(),
        _ limits: WalkLimits = .standard
    ) throws -> FolderWalk {
        try roots().folder(path.appending(folder).string).list(selection, limits)
    }

    /// The paths that a walk lists.
    func list(_ folder: String = "", _ selection: FileSelection = FileSelection()) throws -> [String] {
        try walk(folder, selection).map(\.path)
    }
}

/// Pseudo-random numbers that are the same at each run.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
