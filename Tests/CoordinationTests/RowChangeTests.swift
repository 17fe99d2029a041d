import Testing

@testable import Coordination

@Suite("What a notification of changed rows tells")
struct RowChangeTests {
    @Test("which rows, by numbers or texts, and whether lists look different")
    func reads() {
        let numbers = RowChange(#"{"op":"insert","listed":true,"ids":[1,9007199254740993]}"#)
        #expect(numbers?.ids == ["1", "9007199254740993"])
        #expect(numbers?.isListed == true)
        let texts = RowChange(#"{"op":"update","listed":false,"ids":["a/b"]}"#)
        #expect(texts?.ids == ["a/b"])
        #expect(texts?.isListed == false)
    }

    @Test("of too many rows, none")
    func tooMany() throws {
        let change = try #require(RowChange(#"{"op":"truncate","listed":true,"ids":null}"#))
        #expect(change.ids == nil)
    }

    @Test(
        "another program's payload is none",
        arguments: ["", "rubbish", "[]", #"{"ids":[1]}"#, #"{"listed":true}"#, #"{"listed":true,"ids":[1.5]}"#]
    )
    func foreign(_ payload: String) {
        #expect(RowChange(payload) == nil)
    }
}
