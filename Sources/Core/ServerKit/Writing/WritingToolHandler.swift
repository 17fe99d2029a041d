import Async
import HTTP
import JSONFormat
package import MCP
import Postgres
import Synchronization

/// A tool that writes its row in the audit together with what it does.
protocol AuditingToolHandler: ToolHandler {}

/// Adapts a ``WritingTool`` to the server: JSON in, one transaction, JSON out.
struct WritingToolHandler<Wrapped: WritingTool>: AuditingToolHandler {
    private let tool: Wrapped
    private let coding: ToolCoding<Wrapped>

    /// Reads the declarations of a tool, and refuses those that no client could use.
    init(_ tool: Wrapped) throws(ToolDeclarationError) {
        self.tool = tool
        coding = try ToolCoding()
        description = coding.description
        guard !description.annotations.readOnly else {
            throw ToolDeclarationError("\(Wrapped.self) writes, and so is not readOnly")
        }
        guard description.annotations.idempotent || description.inputSchema["properties"]?[idempotencyArgument] != nil
        else {
            throw ToolDeclarationError(
                "\(Wrapped.self) adds something with every call, and so needs the argument \(idempotencyArgument)"
            )
        }
        guard case .array(let required) = description.outputSchema?["required"] ?? [] else { return }
        let hidden = required.compactMap(\.stringValue).filter { !Wrapped.membersWithoutReading.contains($0) }
        guard hidden.isEmpty else {
            throw ToolDeclarationError(
                "\(hidden.joined(separator: ", ")) of \(Wrapped.Output.self) must be optional, or be among "
                    + "membersWithoutReading"
            )
        }
    }

    var description: ToolDescription

    func check(arguments: JSONObject, context: RequestContext) throws {
        _ = try coding.input(from: arguments, context)
    }

    func call(arguments: JSONObject, context: RequestContext) async throws -> ToolResult {
        guard let call = AuditedCall.current else {
            throw ToolDeclarationError("\(description.name) writes, and so can be called by a server's runner only")
        }
        let input = try coding.input(from: arguments, context)
        let transaction = WriteTransaction(call, pool: try await call.database.value())
        if let answer = try await transaction.firstAnswer() { return result(answer, context) }
        let preparation = try await tool.prepare(input, context: context)
        let written = Mutex<Wrapped.Output?>(nil)
        let (answer, isNew) = try await transaction.run { connection in
            // The time limit of long calls stops this one; that of other calls must not.
            if description.isLong { try await connection.execute(.liftingStatementTimeout) }
            let output = try await tool.write(preparation, of: input, on: connection, context: context)
            // An answer that cannot be made undoes the work, so that no call is done and yet failed.
            let members = try coding.members(of: output)
            written.withLock { $0 = output }
            return Written(
                answer: members,
                result: result(members, context),
                goesOn: try await tool.goesOn(with: output, after: preparation, of: input, on: connection)
            )
        }
        if isNew, let output = written.withLock(\.self) { tool.committed(output) }
        return result(answer, context)
    }

    private func result(_ answer: JSONObject, _ context: RequestContext) -> ToolResult {
        guard !context.caller.scopes.contains(.read) else { return ToolResult(structuredContent: answer) }
        return ToolResult(structuredContent: answer.filter { Wrapped.membersWithoutReading.contains($0.key) })
    }
}

extension WritingTool {
    /// The tool as the server calls it. A declaration that no client could use is a mistake in the program and stops
    /// it.
    package var handler: any ToolHandler {
        checkedDeclaration(of: Self.self) { () throws(ToolDeclarationError) in try WritingToolHandler(self) }
    }
}
