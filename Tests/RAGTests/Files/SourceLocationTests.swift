import SystemPackage
import Testing

@testable import RAG

@Suite("Where a source is")
struct SourceLocationTests {
    @Test(
        "paths and file: URIs name the same place in one way",
        arguments: [
            ("/a/b.md", "/a/b.md"), ("/a//./c/../b.md", "/a/b.md"), ("/a/b.md/", "/a/b.md"), ("/../a", "/a"),
            ("~", "/home/me"), ("~/x", "/home/me/x"), ("~//x", "/home/me/x"), ("~/../you", "/home/you"),
            ("file:///a/b.md", "/a/b.md"), ("file://localhost/a/b.md", "/a/b.md"), ("FILE://LocalHost/a", "/a"),
            ("file:/a/b.md", "/a/b.md"), ("file:///a%20b/%C3%A9.md", "/a b/é.md"), ("file:///a/%2E%2E/b", "/b"),
            ("file:///a%2Fb", "/a/b"), ("file:///100%25.md", "/100%.md"), ("file:///a+b", "/a+b"),
            ("/file:/a", "/file:/a"), ("/a%20b", "/a%20b"),
        ]
    )
    func places(_ text: String, _ path: String) throws {
        #expect(try SourceLocation(text, home: "/home/me").path == FilePath(path))
    }

    @Test(
        "what names no file here is refused, and says why",
        arguments: [
            ("", "absolute"), ("a.md", "absolute"), ("./a.md", "absolute"), ("~you/a.md", "absolute"),
            ("https://example.com/a.md", "absolute"), ("file:a.md", "no absolute path"), ("file:", "no absolute path"),
            ("file://", "no absolute path"), ("file://host/a.md", "another host"),
            ("file://127.0.0.1/a", "another host"),
            ("file:///a?b", "%3F"), ("file:///a#b", "%23"), ("file:///a%2", "%25"), ("file:///a%zz", "%25"),
            ("file:///a%", "%25"), ("file:///%FF", "UTF-8"), ("file:///a%00b", "zero byte"), ("/a\0b", "zero byte"),
            ("/" + String(repeating: "a", count: 4_096), "longer"),
            (String(repeating: "a", count: 1 << 20), "too long"),
            ("file:///~/a%C3", "UTF-8"),
        ]
    )
    func refused(_ text: String, _ reason: String) {
        let error = #expect(throws: SourceError.self) { try SourceLocation(text, home: "/home/me") }
        #expect(error?.description.contains(reason) == true)
        #expect((error?.description.utf8.count ?? 0) < 1_000)
    }

    @Test("without a home, ~ is no absolute path")
    func homeless() {
        #expect(throws: SourceError.self) { try SourceLocation("~/a.md") }
    }
}
