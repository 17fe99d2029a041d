import Foundation
import TestSupport
import Testing

extension VectorStore {
    /// README and the program name the same settings.
    @Suite("README and --help")
    struct ReferenceTests {
        private let readme: String

        init() throws {
            readme = try String(contentsOf: BuildProducts.packageRoot.appending(path: "README.md"), encoding: .utf8)
        }

        /// One command as the argument parser describes it.
        private struct Command {
            var name: String
            /// With their dashes.
            var flags: Set<String>
            /// The variables that its help tells of.
            var variables: Set<String>

            init(_ json: JSONValue) {
                name = json["commandName"]?.string ?? ""
                let arguments = json["arguments"]?.array ?? []
                let long = arguments.flatMap { $0["names"]?.array ?? [] }.filter { $0["kind"] == "long" }
                flags = Set(long.compactMap { $0["name"]?.string }.map { "--\($0)" })
                variables = []
                // Flags name their variables in brackets; the others stand below, one a line.
                for text in arguments.compactMap({ $0["abstract"]?.string }) {
                    for match in text.matches(of: #/\[([A-Z0-9_, ]+)\]/#) { insert(match.output.1) }
                }
                for match in (json["discussion"]?.string ?? "").matches(of: #/(?m)^ *([A-Z0-9_, ]+): /#) {
                    insert(match.output.1)
                }
            }

            private mutating func insert(_ names: Substring) {
                variables.formUnion(names.split(separator: ", ").map { $0.trimmingCharacters(in: .whitespaces) })
            }
        }

        private func commands() async throws -> [Command] {
            let result = try await server.command("--experimental-dump-help")
            let root = try #require(try JSONValue(parsing: result.output)["command"])
            return ([root] + (root["subcommands"]?.array ?? [])).map(Command.init)
        }

        /// The first two cells of each setting's row.
        private func rows() throws -> [(variables: Set<String>, flags: Set<String>)] {
            let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
            let head = try #require(lines.firstIndex { $0.hasPrefix("| variable | flag |") })
            return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.map { row in
                let cells = row.split(separator: "|", omittingEmptySubsequences: false)
                return (Self.words(in: cells[1], #/[A-Z0-9]+(?:_[A-Z0-9]+)*/#), Self.words(in: cells[2], #/--[a-z-]+/#))
            }
        }

        private static func words(in text: some StringProtocol, _ word: Regex<Substring>) -> Set<String> {
            Set(String(text).matches(of: word).map { String($0.output) })
        }

        @Test("serve knows every flag and every variable of README's table")
        func tableIsKnown() async throws {
            let serve = try #require(try await commands().first { $0.name == "serve" })
            let rows = try rows()
            #expect(rows.count > 30)
            for row in rows {
                #expect(row.variables.isSubset(of: serve.variables), "\(row.variables.subtracting(serve.variables))")
                #expect(row.flags.isSubset(of: serve.flags), "\(row.flags.subtracting(serve.flags))")
            }
        }

        @Test("some command knows every flag that README gives it")
        func flagsAreKnown() async throws {
            let known = try await commands().flatMap(\.flags) + ["--generate-completion-script"]
            for line in readme.split(separator: "\n") where line.contains("vector-store ") || line.contains("serve ") {
                let flags = Self.words(in: line, #/--[a-z-]+/#)
                #expect(flags.subtracting(known).isEmpty, "\(line)")
            }
        }

        @Test("README tells of every flag and every variable that the program knows")
        func everythingIsTold() async throws {
            let toldFlags = Self.words(in: readme, #/--[a-z][a-z-]*/#).union(["--help", "--version"])
            let toldVariables = Self.words(in: readme, #/[A-Z0-9]+(?:_[A-Z0-9]+)*/#)
            for command in try await commands() {
                #expect(
                    command.flags.isSubset(of: toldFlags),
                    "\(command.name): \(command.flags.subtracting(toldFlags))"
                )
                let untold = command.variables.subtracting(toldVariables)
                #expect(untold.isEmpty, "\(command.name): \(untold)")
            }
        }

        @Test("the bounds of connections can be given as flags")
        func connectionFlags() async throws {
            for flag in ["--http-connections", "--http-connections-per-address", "--http-idle-timeout"] {
                let result = try await server.command("serve", "--http", "127.0.0.1:0", flag, "0")
                #expect(!result.succeeded)
                #expect(result.errors.contains("must be a whole number from 1"), "\(result.errors)")
            }
        }
    }
}
