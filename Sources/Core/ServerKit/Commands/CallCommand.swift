import ArgumentParser
import Glibc
import HTTP
import JSONFormat
import Logging
import MCP

/// `call`: one tool from the shell.
struct CallCommand<Server: PaddleServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "call",
            abstract: "Call one tool and print its result as JSON.",
            discussion: """
                Exit status: 0 done, 1 the tool failed, 64 unknown tool or bad JSON. On a terminal, progress is shown.

                \(ServerOptions<Server>.discussion)
                """
        )
    }

    @ArgumentParser.Argument(help: "The tool's name, as `tools` lists it.")
    var tool: String

    @ArgumentParser.Argument(help: "Its arguments, one JSON object.")
    var arguments = "{}"

    @OptionGroup var options: ServerOptions<Server>

    func run() async throws {
        let (server, resources) = try options.open()
        let runner = try ServerRuntime(server, resources: resources).server.runner
        guard let handler = runner.tools[tool] else {
            let known = runner.tools.visible(to: Set(Scope.allCases)).map(\.description.name).joined(separator: ", ")
            throw ValidationError("There is no tool \"\(tool)\". Known: \(known).")
        }
        let members = try members(of: arguments)
        let progress = TerminalProgress()
        var context = RequestContext(requestID: .string("call"), onProgress: progress.show)
        // What this process does not finish, nobody would begin.
        context.waitsForTheEnd = true
        let result: ToolResult
        switch try await runner.call(handler, arguments: members, context: context) {
        case .result(let made): result = made
        case .failure(let failure): result = .failure(failure.text)
        case .task: result = .failure("\(tool) goes on; get_task follows it.")
        case .inputRequired:
            result = .failure("\(tool) asks the user first, which a shell cannot do; see its arguments.")
        }
        if !handler.description.annotations.readOnly {
            do {
                try await server.finishPendingWork()
            } catch {
                resources.logger.warning("work was left to the next server that runs", error: error)
            }
        }
        progress.end()
        await resources.close()
        if let structured = result.structuredContent {
            try StandardOutput.print(String(decoding: JSON.object(structured).serialized(), as: UTF8.self))
        } else {
            for case .text(let text) in result.content { try StandardOutput.print(text) }
        }
        if result.isError { throw ExitCode.failure }
    }

    private func members(of text: String) throws -> JSONObject {
        let json: JSON
        do {
            json = try JSON(parsing: Array(text.utf8))
        } catch {
            throw ValidationError("The arguments are not valid JSON: \(error)")
        }
        guard let members = json.objectValue else {
            throw ValidationError("The arguments must be one JSON object, as in '{\"query\":\"tea\"}'.")
        }
        return members
    }
}
