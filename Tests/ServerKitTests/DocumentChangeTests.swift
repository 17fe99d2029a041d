import MCP
import Testing

@testable import ServerKit

@Suite("What the database tells of documents")
struct DocumentChangeTests {
    @Test("each document named has changed, and the list where it looks different")
    func reads() {
        let changes = ChangeChannel.documents.changes(#"{"op":"insert","listed":true,"ids":[1,7]}"#)
        #expect(
            changes == [.resource(uri: "paddle://documents/1"), .resource(uri: "paddle://documents/7"), .resources]
        )
        #expect(
            ChangeChannel.documents.changes(#"{"op":"update","listed":false,"ids":[7]}"#)
                == [.resource(uri: "paddle://documents/7")]
        )
    }

    @Test("where none is named, anything may have changed", arguments: [#"{"op":"delete","ids":null}"#, "", "rubbish"])
    func unknown(_ payload: String) {
        #expect(ChangeChannel.documents.changes(payload) == nil)
    }
}
