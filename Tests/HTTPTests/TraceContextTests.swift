import Testing

@testable import HTTP

@Suite("The W3C trace context")
struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "b7ad6b7169203331"

    @Test(
        "a traceparent of this version, or a longer one of a later version, is read",
        arguments: ["00-", "01-", "fe-"]
    )
    func reads(_ version: String) {
        let context = TraceContext(traceparent: version + Self.trace + "-" + Self.parent + "-01")
        #expect(context?.traceID == Self.trace)
        #expect(context?.parentID == Self.parent)
        let longer = TraceContext(traceparent: version + Self.trace + "-" + Self.parent + "-01-more")
        #expect((longer == nil) == (version == "00-"))
    }

    @Test(
        "anything else is ignored",
        arguments: [
            "", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01x",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        ]
    )
    func ignores(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }
}
