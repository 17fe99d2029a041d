import MCP
import Postgres
import Testing

@testable import ServerKit

@Suite("Declaring tools that write")
struct WritingToolTests {
    /// Adds something with every call, and has no key to repeat a call by.
    private struct Forgetful: WritesNothing {
        static let definition = ToolDefinition(name: "add", title: "", description: "", annotations: .adding)
    }

    /// Always shows what it has changed.
    private struct Talkative: WritingTool {
        static let definition = ToolDefinition(name: "change", title: "", description: "", annotations: .overwriting)

        struct Output: ToolOutput {
            var id: Int32
            var text: String
        }

        func write(
            _ preparation: Void,
            of input: NoArguments,
            on connection: PostgresConnection,
            context: RequestContext
        ) async throws -> Output { Output(id: 1, text: "") }
    }

    /// Says that it changes nothing.
    private struct Untrue: WritesNothing {
        static let definition = ToolDefinition(name: "look", title: "", description: "", annotations: .readOnly)
    }

    @Test("what would be unsafe to serve is refused when the tool is made")
    func refused() {
        let key = #expect(throws: ToolDeclarationError.self) { try WritingToolHandler(Forgetful()) }
        #expect(key?.description.contains("idempotency_key") == true)
        let output = #expect(throws: ToolDeclarationError.self) { try WritingToolHandler(Talkative()) }
        #expect(output?.description.hasPrefix("text of Output") == true)
        #expect(throws: ToolDeclarationError.self) { try WritingToolHandler(Untrue()) }
    }
}

private struct Written: ToolOutput { var id: Int32 }

private protocol WritesNothing: WritingTool where Input == NoArguments, Preparation == Void, Output == Written {}

extension WritesNothing {
    func write(
        _ preparation: Void,
        of input: NoArguments,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Written { Written(id: 1) }
}
