import ArgumentParser
import Async
import MCP
import Migration
import Postgres
import ServerKit

/// All that a server with one tool needs: one that reads a table.
@main
struct SampleServer: PaddleServer {
    static let name = "sample-server"
    static let title = "Sample"
    static let abstract = "An MCP server that tells how many moons a planet has, from a table."
    static let instructions = "Call get_planet with the name of a planet to learn how many moons it has."
    static let migrations = [MigrationSet(name: "planets", files: migrationFiles)]
    static let toolsets = ["planets"]

    let resources: ServerResources

    func tools(of toolset: String) -> [any ToolHandler] { [GetPlanet(server: resources).handler] }

    static func main() async { await ServerCommand<SampleServer>.main() }
}

struct GetPlanet: Tool {
    static let definition = ToolDefinition(
        name: "get_planet",
        title: "Get planet",
        description: "Answers how many moons a planet has.",
        annotations: .readOnly
    )

    struct Input: ToolInput {
        @MCP.Argument("The planet's name.") var name: String
    }

    struct Output: ToolOutput {
        var name: String
        var moons: Int32
    }

    let server: ServerResources

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        guard let moons = try await PlanetStore(pool: server.database.value()).moons(of: input.name) else {
            throw ToolError("There is no planet \(input.name).")
        }
        return Output(name: input.name, moons: moons)
    }
}

struct PlanetStore {
    let pool: PostgresPool

    func moons(of planet: String) async throws -> Int32? {
        try await pool.query("SELECT moons FROM public.planets WHERE name = \(planet)").first?.decode(Int32.self)
    }
}
