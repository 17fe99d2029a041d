import Testing

@testable import Endpoints

@Suite("Trying again")
struct RetryPolicyTests {
    @Test("tries wait longer each time, within bounds, and as long as the server asks")
    func policy() {
        let policy = RetryPolicy(attempts: 10)
        #expect(policy.delay(after: 1, asked: nil, jitter: 1) == .milliseconds(500))
        #expect(policy.delay(after: 2, asked: nil, jitter: 0) == .milliseconds(500))
        #expect(policy.delay(after: 9, asked: nil, jitter: 1) == .seconds(16))
        #expect(policy.delay(after: 1, asked: .seconds(3), jitter: 0) == .seconds(3))
        #expect(policy.delay(after: 1, asked: .seconds(61), jitter: 0) == nil)
        #expect(policy.delay(after: 10, asked: nil, jitter: 0) == nil)
    }

    @Test(
        "what is secret in an address is left out of messages",
        arguments: [
            ("https://user:secret@host:8443/v1?key=secret#secret", "https://host:8443/v1"),
            ("http://host/a@b", "http://host/a@b"), ("http://us@er@host", "http://host"),
        ]
    )
    func address(url: String, shown: String) {
        #expect(JSONEndpoint.address(of: url) == shown)
    }
}
