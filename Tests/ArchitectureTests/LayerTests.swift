import Foundation
import Testing

@Suite("Who may import whom")
struct LayerTests {
    private let tree = SourceTree()

    private func objections(in folder: String, allowed: (String) -> Set<String>?) throws -> [String] {
        let parts = try tree.parts(in: folder)
        let names = Set(parts.map(\.name))
        return try parts.flatMap { part in
            guard let allowed = allowed(part.name) else {
                return ["\(folder)/\(part.name) has no place in Layers.swift"]
            }
            return try part.files.flatMap { file in
                SourceTree.imports(in: try tree.text(file)).compactMap { module in
                    guard module != part.name else { return nil }
                    return Layers.objection(to: module, in: part.name, allowed: allowed, parts: names)
                        .map { "\(file.lastPathComponent): \($0)" }
                }
            }
        }
    }

    @Test("the parts of Core stand on those below them alone")
    func core() throws {
        #expect(try objections(in: "Sources/Core") { Layers.core[$0] } == [])
    }

    @Test("a server depends on Core, and never on another server")
    func servers() throws {
        #expect(try objections(in: "Sources/Servers") { _ in Layers.server.union(["ArgumentParser"]) } == [])
    }

    @Test("Package.swift declares no arrow that the sources may not draw")
    func manifest() throws {
        let manifest = try tree.text(tree.root.appending(path: "Package.swift"))
        let declared = SourceTree.declaredDependencies(in: manifest)
        let folders = Set(try tree.parts(in: "Sources/Core").map(\.name))
        #expect(folders.subtracting(declared.keys) == ["CLibcrypto", "CLibpq"], "each is declared by core(…)")
        for (part, dependencies) in declared {
            let excess = Set(dependencies).subtracting(Layers.core[part] ?? [])
            #expect(excess == [], "\(part) declares what it may not stand on")
        }
    }

    @Test("SQL lives in stores, never in tools or prompts")
    func sql() throws {
        for part in try tree.parts(in: "Sources/Servers") {
            for file in part.files where file.path.contains("/Tools/") || file.path.contains("/Prompts/") {
                let text = try tree.text(file)
                #expect(!text.contains(#/\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b/#), "\(file.path)")
            }
        }
    }

    @Test(
        "an arrow that is not allowed is objected to",
        arguments: [
            ("import MCP", "Postgres"), ("package import VectorStore", "ServerKit"), ("import CLibpq", "Migration"),
            ("@testable import Documents", "ServerKit"), ("public import HummingbirdCore", "MCP"),
            ("import AsyncHTTPClient", "Embedding"),
        ]
    )
    func objected(_ line: String, _ part: String) throws {
        let module = try #require(SourceTree.imports(in: "// import nothing\n\(line)\n").first)
        let objection = Layers.objection(
            to: module,
            in: part,
            allowed: Layers.core[part] ?? [],
            parts: ["VectorStore"]
        )
        #expect(objection != nil)
    }
}
