import Foundation
import HTTP
import HTTPTypes
import Testing

@Suite("A view")
struct ViewTests {
    private let html = """
        <!doctype html><style>a</style><script type="application/json" id="boot"></script><script>b</script>
        <script>c</script>
        """

    private func page(_ boot: String) -> ViewPage {
        View(ViewFile(name: "page", html: html)).page(boot: boot.utf8)
    }

    @Test("is named after its file, and has a title for people where it says one")
    func title() {
        #expect(View(ViewFile(name: "plan", html: "<title>The plan</title>")).title == "The plan")
        #expect(View(ViewFile(name: "plan", html: "<p>")).title == "plan")
    }

    @Test("carries its data in the boot block and is otherwise the file")
    func carriesData() {
        let text = String(decoding: page("[1]").body, as: UTF8.self)
        #expect(text == html.replacing(#"id="boot">"#, with: #"id="boot">[1]"#))
    }

    @Test("no data ends the boot block early, and its value stays the same")
    func escapesData() throws {
        let hostile = #"["</script><script>alert(1)</script>","<!--","\\<"]"#
        let text = String(decoding: page(hostile).body, as: UTF8.self)
        #expect(text.ranges(of: "<script").count == html.ranges(of: "<script").count)
        let start = try #require(text.firstRange(of: #"id="boot">"#)).upperBound
        let end = try #require(text[start...].firstRange(of: "</script>")).lowerBound
        let value = try JSONDecoder().decode([String].self, from: Data(text[start..<end].utf8))
        #expect(value == ["</script><script>alert(1)</script>", "<!--", #"\<"#])
    }

    @Test("allows its own scripts and styles by their hashes, and nothing from elsewhere")
    func policy() {
        #expect(
            page("null").headers[.contentSecurityPolicy] == """
                default-src 'none'; \
                script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0=' \
                'sha256-Ln0sA6lQeuJl7PW1NWiFpTOTogKdJBOUmXJloaJa78Y='; \
                style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='; connect-src 'self'; \
                img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                require-trusted-types-for 'script'
                """
        )
    }

    @Test("is HTML that is not sniffed, not cached and not revealed to other sites")
    func headers() throws {
        let headers = page("null").headers
        #expect(headers[.contentType] == "text/html; charset=utf-8")
        #expect(headers[.xContentTypeOptions] == "nosniff")
        #expect(headers[.cacheControl] == "no-store")
        #expect(headers[try #require(HTTPField.Name("Referrer-Policy"))] == "same-origin")
    }
}
