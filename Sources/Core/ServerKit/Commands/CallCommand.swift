import ArgumentParser
import JSONFormat
import MCP

/// `call`: one tool from the shell.
struct CallCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "call",
            abstract: "Call one tool and print its result as JSON.",
            discussion: "Exit status: 0 done, 1 the tool failed, 64 unknown tool or bad JSON. "
                + SettingsOptions.discussion
        )
    }

    @ArgumentParser.Argument(help: "The tool's name, as `tools` lists it.")
    var tool: String

    @ArgumentParser.Argument(help: "Its arguments, one JSON object.")
    var arguments = "{}"

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load()
        let (server, resources) = try Server.make(settings: settings)
        let tools = server.tools(shownBy: settings)
        guard let handler = tools.first(where: { $0.description.name == tool }) else {
            let known = tools.map(\.description.name).joined(separator: ", ")
            throw ValidationError("There is no tool \"\(tool)\". Known: \(known).")
        }
        let json: JSON
        do {
            json = try JSON(parsing: Array(arguments.utf8))
        } catch {
            throw ValidationError("The arguments are not valid JSON: \(error)")
        }
        guard let members = json.objectValue else {
            throw ValidationError("The arguments must be one JSON object, as in '{\"query\":\"tea\"}'.")
        }

        var result: ToolResult
        do {
            let audit = AuditLayer(server: Server.name, database: resources.database, logger: resources.logger)
            let context = RequestContext(requestID: .string("call"))
            result = try await audit.call(
                ToolInvocation(tool: handler.description, context: context),
                arguments: members
            ) { try await handler.call(arguments: $0, context: context) }
            if !handler.description.annotations.readOnly { try await server.finishPendingWork() }
        } catch {
            let text = (error as? ToolError)?.description ?? describeForCaller(error) ?? "\(error)"
            result = .failure(text)
        }
        await resources.close()
        if let structured = result.structuredContent {
            print(String(decoding: JSON.object(structured).serialized(), as: UTF8.self))
        } else {
            for case .text(let text) in result.content { print(text) }
        }
        if result.isError { throw ExitCode.failure }
    }
}
