import FoundationEssentials
import Testing

@testable import JSONFormat

@Suite("What a value takes in memory is known before it is parsed")
struct MemoryEstimateTests {
    static let shapes: [(name: String, element: String)] = [
        ("tiny objects", "{\"a\":1}"), ("empty objects", "{}"), ("empty arrays", "[]"), ("numbers", "1"),
        ("nested arrays", "[[[1]]]"), ("words", "\"tea\""),
        ("long texts", "\"" + String(repeating: "x", count: 900) + "\""),
        ("objects with objects", "{\"a\":{\"b\":{\"c\":null}}}"),
        ("wide objects", "{" + (0..<200).map { "\"name \($0)\":\($0)" }.joined(separator: ",") + "}"),
        ("long names", "{\"a name of more than fifteen bytes\":true}"),
    ]

    /// A text of about a million bytes that is an array of such elements.
    private static func text(_ element: String) -> String {
        "[" + repeatElement(element, count: 1_000_000 / (element.utf8.count + 1)).joined(separator: ",") + "]"
    }

    /// In a process of its own, in which nothing else takes memory meanwhile.
    @Test("the estimate covers what is taken, and is no more than four times as much", arguments: shapes)
    func covers(name: String, element: String) async {
        await #expect(processExitsWith: .success) { [element] in
            let text = MemoryEstimateTests.text(element)
            let estimate = JSON.memoryEstimate(ofText: text)
            let bytes = Array(text.utf8)
            // The code that runs is in memory then.
            _ = try JSON(parsing: Array("[\(element)]".utf8))
            _ = try mostMemory()
            try forgetMostMemory()
            let before = try mostMemory()
            let value = try JSON(parsing: bytes)
            let taken = try mostMemory() - before
            // Whatever else the process did meanwhile.
            let tolerance = 3 << 20
            #expect(estimate + tolerance >= taken, "\(element.prefix(20)): \(estimate) for \(taken)")
            #expect(estimate <= 4 * (taken + tolerance), "\(element.prefix(20)): \(estimate) for \(taken)")
            withExtendedLifetime(value) {}
        }
    }

    @Test("what is in a string costs no more than its length")
    func strings() {
        let text = "\"" + String(repeating: "{},[]:\\\"", count: 1000) + "\""
        #expect(JSON.memoryEstimate(ofText: text) < 2 * text.utf8.count)
    }

    @Test("text that is not JSON has an estimate, too", arguments: ["", "\"", "{{{{", "\\\\\"\\", "]]"])
    func invalid(_ text: String) {
        #expect(JSON.memoryEstimate(ofText: text) > 0)
    }
}

/// The most memory that this process has had since ``forgetMostMemory()``, in bytes.
private func mostMemory() throws -> Int {
    let status = try String(contentsOf: URL(filePath: "/proc/self/status"), encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    let kibibytes = try #require(line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
    return kibibytes << 10
}

private func forgetMostMemory() throws {
    try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
}
