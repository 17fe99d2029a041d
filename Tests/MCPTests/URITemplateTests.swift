import MCP
import Testing

@Suite("Templates of URIs")
struct URITemplateTests {
    private static let documents: URITemplate = "paddle://documents/{id}"
    private static let two: URITemplate = "a://{bank}/items/{id}/data"

    @Test("a URI of the template gives the values of its variables")
    func matches() {
        #expect(Self.documents.match("paddle://documents/7") == ["id": "7"])
        #expect(Self.two.match("a://main/items/x-1/data") == ["bank": "main", "id": "x-1"])
        #expect(Self.documents.match("paddle://documents/a%20b%C3%A9") == ["id": "a bé"])
    }

    @Test(
        "any other URI gives nothing",
        arguments: [
            "", "paddle://documents/", "paddle://documents", "paddle://documents/7/8", "Paddle://documents/7",
            "paddle://documents/7?x", "paddle://documents/%", "paddle://documents/%4", "paddle://documents/%+1",
            "paddle://documents/%FF", "xpaddle://documents/7",
        ]
    )
    func mismatches(_ uri: String) {
        #expect(Self.documents.match(uri) == nil)
    }

    @Test(
        "what is expanded is matched again, whatever the values are",
        arguments: ["7", "a/b", "ä {}%", "?&=", "100%"]
    )
    func roundTrip(_ value: String) {
        let uri = Self.two.expand(["bank": value, "id": "1"])
        #expect(Self.two.match(uri) == ["bank": value, "id": "1"])
    }
}
