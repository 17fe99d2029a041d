package import Files
import Glibc
import Testing

/// A Unix socket where a driver looks for a server, in a folder of its own.
package final class ListeningSocket: Sendable {
    package let directory: String
    package let descriptor: Int32
    private static let name = "/.s.PGSQL.5432"

    package init() throws {
        var template = Array("/tmp/paddle-socket-XXXXXX\0".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let address = try Self.address(in: directory)
        try #require(unsafe address.withSocketAddress { unsafe bind(descriptor, $0, $1) } == 0)
        try #require(listen(descriptor, 8) == 0)
    }

    deinit {
        close(descriptor)
        unsafe unlink(directory + Self.name)
        unsafe rmdir(directory)
    }

    /// The socket of the server whose `host` is a folder.
    package static func address(in directory: String) throws -> UnixSocketAddress {
        try #require(UnixSocketAddress(directory + name))
    }
}
