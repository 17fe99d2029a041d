import Files
import Glibc
import SystemPackage
import Testing

/// A folder that is there while the body runs.
func withTemporaryFolder(_ body: (FilePath) throws -> Void) throws {
    var template = Array("/tmp/paddle-files-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    let folder = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    defer { remove(folder) }
    try body(folder)
}

private func remove(_ path: FilePath) {
    for name in (try? Folder.names(in: path)) ?? [] { remove(path.appending(name)) }
    _ = path.isFolder && path.linkTarget == nil ? unsafe rmdir(path.string) : unsafe unlink(path.string)
}
