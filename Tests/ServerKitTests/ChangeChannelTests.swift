import MCP
import Testing

@testable import ServerKit

@Suite("What the database tells of rows that are resources")
struct ChangeChannelTests {
    private let channel = ChangeChannel.rows("cups", of: "paddle://cups/{name}")

    @Test("each row named has changed, and the list where it looks different")
    func reads() {
        #expect(
            channel.changes(#"{"op":"insert","listed":true,"ids":[1,"two/2"]}"#)
                == [.resource(uri: "paddle://cups/1"), .resource(uri: "paddle://cups/two%2F2"), .resources]
        )
        #expect(
            channel.changes(#"{"op":"update","listed":false,"ids":[7]}"#) == [.resource(uri: "paddle://cups/7")]
        )
    }

    @Test(
        "where none is named, anything may have changed",
        arguments: [#"{"op":"delete","listed":true,"ids":null}"#, "", "rubbish"]
    )
    func unknown(_ payload: String) {
        #expect(channel.changes(payload) == nil)
    }
}
