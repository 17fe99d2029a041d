import Testing

@testable import Endpoints

@Suite("Addresses of endpoints")
struct EndpointURLTests {
    @Test(
        "a path is appended before the query",
        arguments: [
            ("http://h/v1", "http://h/v1/embeddings"), ("http://h/v1/", "http://h/v1/embeddings"),
            ("https://h/v1?api-version=1", "https://h/v1/embeddings?api-version=1"),
            ("https://h/v1/?a=/b/&c", "https://h/v1/embeddings?a=/b/&c"), ("http://h", "http://h/embeddings"),
            ("http://h?x", "http://h/embeddings?x"),
        ]
    )
    func appending(base: String, whole: String) {
        #expect(EndpointURL.appending("embeddings", to: base) == whole)
    }

    @Test(
        "an address that cannot be used is refused for what is wrong with it",
        arguments: [
            ("localhost:11434", "must begin with http:// or https://"),
            ("ftp://h", "must begin with http:// or https://"),
            ("http://", "must name a host"), ("http://höst/v1", "must have no spaces, and no characters beyond ASCII"),
            ("http://h/a b", "must have no spaces, and no characters beyond ASCII"),
            ("https://user:secret@h", "must hold no user name or password"),
            ("https://h#part", "must have no fragment (#)"),
        ]
    )
    func flaws(address: String, flaw: String) {
        #expect(EndpointURL.flaw(in: address)?.hasPrefix(flaw) == true)
    }

    @Test("an address with a port and a query is fine")
    func fine() {
        #expect(EndpointURL.flaw(in: "HTTPS://host:8443/v1?api-version=1") == nil)
    }
}
