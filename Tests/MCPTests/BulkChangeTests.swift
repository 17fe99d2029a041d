import OrderedCollections
import Synchronization
import Testing

@testable import JSONFormat
@testable import MCP

@Suite("Deleting many rows")
struct BulkChangeTests {
    /// A store that deletes all or none, and a tool on it.
    private final class Notes: Sendable {
        private let count: Mutex<Int64>

        init(_ count: Int64) {
            self.count = Mutex(count)
        }

        var left: Int64 { count.withLock(\.self) }

        func change(to count: Int64) { self.count.withLock { $0 = count } }

        func delete(expected: Int32?, context: RequestContext) throws -> Int64 {
            let change = try BulkChange(count: left, of: "note")
            try change.confirm(expected: expected, context: context)
            let found = count.withLock { count in
                defer { if count == change.count { count = 0 } }
                return count
            }
            try change.check(found: found)
            return change.count
        }

        var tool: TestTool {
            TestTool("delete") { arguments, context in
                let expected: Int32? =
                    if case .int(let number)? = arguments["expected_count"] { Int32(number) } else { nil }
                return ToolResult(content: [.text("\(try self.delete(expected: expected, context: context))")])
            }
        }
    }

    private func answer(_ notes: Notes, expected: Int32?) throws -> Int64 {
        try notes.delete(expected: expected, context: RequestContext(requestID: .int(1)))
    }

    @Test("the number that was expected is agreement enough")
    func expected() throws {
        let notes = Notes(3)
        #expect(try answer(notes, expected: 3) == 3)
        #expect(notes.left == 0)
    }

    @Test("a wrong number, or none where nobody can be asked, deletes nothing and says what to do")
    func refused() throws {
        let notes = Notes(3)
        let other = #expect(throws: ToolError.self) { try answer(notes, expected: 2) }
        #expect(
            other?.description
                == "Nothing was deleted: 3 notes match the filter now. Look at them before you call again."
        )
        #expect(other?.kind == .conflict)
        let none = #expect(throws: ToolError.self) { try answer(notes, expected: nil) }
        #expect(
            none?.description == "This deletes 3 notes for good. Nothing was done. "
                + #"To delete them, call again with "expected_count":3."#
        )
        #expect(notes.left == 3)
    }

    @Test("a failure tells programs what sort it is")
    func kinds() {
        let missing = ToolError.notFound("note", id: 7, hint: "list_notes returns the ids.")
        #expect(missing.description == "There is no note with id 7. list_notes returns the ids.")
        #expect(CallFailure(missing).kind == .notFound)
        #expect(CallFailure(ToolError("limit must be at least 1")).kind == .invalid)
    }

    @Test("where nothing matches there is nothing to agree to")
    func nothing() {
        let error = #expect(throws: ToolError.self) { try answer(Notes(0), expected: 0) }
        #expect(error?.description == "No note matches the filter; nothing was deleted.")
    }

    @Test("rows that came after the count stop the deletion")
    func changed() throws {
        let change = try BulkChange(count: 3, of: "reply", plural: "replies")
        let error = #expect(throws: ToolError.self) { try change.check(found: 4) }
        #expect(error?.description.contains("4 replies match") == true)
    }

    private static func call(_ id: JSON, state: JSON? = nil) -> String {
        var params: JSONObject = ["name": "delete", "arguments": [:]]
        if let state {
            params["inputResponses"] = ["confirm": ["action": "accept", "content": ["confirm": true]]]
            params["requestState"] = state
        }
        let capabilities: JSON = ["io.modelcontextprotocol/clientCapabilities": ["elicitation": [:]]]
        return Messages.modern(id, "tools/call", params, meta: capabilities.objectValue ?? [:])
    }

    @Test("a person agrees to what was counted: when it is another number meanwhile, nothing is deleted")
    func asked() async throws {
        let notes = Notes(2)
        try await StdioClient.with([notes.tool]) { client in
            try await client.send(Self.call(1) + "\n")
            let first = try await client.next()["result"]
            #expect(
                first?["inputRequests"]?["confirm"]?["params"]?["message"] == "This deletes 2 notes for good."
            )
            notes.change(to: 5)
            try await client.send(Self.call(2, state: first?["requestState"]) + "\n")
            #expect(try await client.next()["result"]?["isError"] == true)
            #expect(notes.left == 5)

            try await client.send(Self.call(3) + "\n")
            let state = try await client.next()["result"]?["requestState"]
            try await client.send(Self.call(4, state: state) + "\n")
            #expect(try await client.next()["result"]?["content"] == [["type": "text", "text": "5"]])
            #expect(notes.left == 0)
        }
    }
}
