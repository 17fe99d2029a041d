import Foundation
import TestSupport
import Testing

/// The specification of the built `vector-store`, driven over its standard input and output as any client would.
@Suite(.testBench, .showsServerLog)
enum BlackBox {
    /// A server in the home that the tests share. Tests tell their documents from others' by a tag in the metadata.
    static var server: Server { get throws { Server(home: try TestBench.home) } }

    /// A tag that no other test has.
    static func uniqueTag() -> JSONValue { .string(UUID().uuidString) }
}
