import Testing

@testable import JSONFormat
@testable import MCP

@Suite("State that travels through a client")
struct RequestStateTests {
    private static let seal = RequestStateSeal(key: [UInt8](repeating: 7, count: 32))
    private static let state: JSON = ["round": 1, "secret": "ä"]

    private static func binding(
        target: String = "tools/call",
        arguments: JSONObject = ["name": "t", "arguments": ["a": 1]],
        caller: String = "local"
    ) -> RequestStateSeal.Binding {
        .init(target: target, arguments: arguments, caller: caller)
    }

    @Test("comes back to the same caller, for the same request, within its time")
    func opens() {
        let text = Self.seal.seal(Self.state, for: Self.binding(), now: 1000)
        #expect(
            Self.seal.open(text, for: Self.binding(), now: 1000 + RequestStateSeal.lifetime - 1)?.value == Self.state
        )
    }

    @Test("the order in which a client writes the members does not matter")
    func order() {
        let one: JSONObject = ["name": "t", "arguments": ["a": 1, "b": [["x": 1, "y": 2]]]]
        let other: JSONObject = ["arguments": ["b": [["y": 2, "x": 1]], "a": 1], "name": "t"]
        let text = Self.seal.seal(Self.state, for: Self.binding(arguments: one), now: 1000)
        #expect(Self.seal.open(text, for: Self.binding(arguments: other), now: 1001)?.value == Self.state)
    }

    @Test("is refused for another request, another caller, another key, and too late")
    func refuses() {
        let text = Self.seal.seal(Self.state, for: Self.binding(), now: 1000)
        #expect(Self.seal.open(text, for: Self.binding(target: "prompts/get"), now: 1001) == nil)
        #expect(Self.seal.open(text, for: Self.binding(arguments: ["name": "t"]), now: 1001) == nil)
        #expect(Self.seal.open(text, for: Self.binding(caller: "another"), now: 1001) == nil)
        #expect(Self.seal.open(text, for: Self.binding(), now: 1000 + RequestStateSeal.lifetime) == nil)
        let other = RequestStateSeal(key: [UInt8](repeating: 8, count: 32))
        #expect(other.open(text, for: Self.binding(), now: 1001) == nil)
    }

    @Test("is refused when any character of it is another")
    func tampering() {
        let text = Self.seal.seal(Self.state, for: Self.binding(), now: 1000)
        for index in text.indices {
            for character in ["A", "B", "."] where text[index] != Character(character) {
                var changed = text
                changed.replaceSubrange(index...index, with: character)
                #expect(Self.seal.open(changed, for: Self.binding(), now: 1001) == nil)
            }
        }
    }

    @Test("has a name of its own, by which its use is recorded")
    func names() throws {
        let ids = try (0..<2).map { _ in
            try #require(
                Self.seal.open(
                    Self.seal.seal(Self.state, for: Self.binding(), now: 1000),
                    for: Self.binding(),
                    now: 1001
                )
            ).id
        }
        #expect(Set(ids).count == 2)
    }

    @Test("rubbish is refused", arguments: ["", ".", "..", "v2..", "v2.e30.e30", "v1.e30.e30", "v2.%.%"])
    func rubbish(_ text: String) {
        #expect(Self.seal.open(text, for: Self.binding(), now: 0) == nil)
    }
}
