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
            ("http://h/v1/embeddings", "http://h/v1/embeddings"),
            ("http://h/v1/embeddings//", "http://h/v1/embeddings"),
            ("http://h/v1/embeddings/?a=b", "http://h/v1/embeddings?a=b"),
            ("http://embeddings", "http://embeddings/embeddings"),
            ("http://h/my-embeddings", "http://h/my-embeddings/embeddings"),
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

    @Test(
        "a port that no socket has is refused before anything connects to it",
        arguments: ["0", "65536", "99999", "99999999999999999999", "-1", "+80", "x", "80:80", "8０", ""]
    )
    func ports(port: String) {
        for host in ["127.0.0.1", "h", "[::1]"] {
            for rest in ["", "/v1", "?a=:80", "/a:80@b"] {
                #expect(EndpointURL.flaw(in: "http://\(host):\(port)\(rest)") != nil, "\(host) \(port) \(rest)")
            }
        }
        #expect(EndpointURL.flaw(in: "https://h:99999")?.hasPrefix("must have a port from 1 to 65535") == true)
    }

    @Test(
        "an address with a port and a query is fine",
        arguments: [
            "HTTPS://host:8443/v1?api-version=1", "http://[::1]:65535", "http://[::1]/v1", "http://h:1?a=:99999",
            "http://h/a:99999",
        ]
    )
    func fine(address: String) {
        #expect(EndpointURL.flaw(in: address) == nil)
    }
}
