import FoundationEssentials
import JSONFormat
import Testing

@testable import MCP

@Suite("Mistakes in the declaration of a tool")
struct ToolDeclarationTests {
    private func inputError<Input: ToolInput>(_: Input.Type) -> String? {
        #expect(throws: ToolDeclarationError.self) { try InputDeclaration<Input>() }?.description
    }

    private func outputError<Output: ToolOutput>(_: Output.Type) -> String? {
        #expect(throws: ToolDeclarationError.self) { try OutputSchema.of(Output.self) }?.description
    }

    struct Plain: ToolInput { var limit = 1 }
    struct Undescribed: ToolInput { @Argument("") var limit: Int }
    struct Named: ToolInput { @Argument("Some.") var properties: Int }
    struct Twice: ToolInput {
        @Argument("One.") var first: Int
        @Argument("Two.", aliases: ["first"]) var second: Int
    }
    struct BadDefault: ToolInput { @Argument("How many.", .range(1...100), example: 5) var limit: Int = 0 }
    struct BadExample: ToolInput { @Argument("How many.", .range(1...100), example: "ten") var limit: Int }
    struct Tree: ToolInput { @Argument("Below.") var children: [Tree]? }
    struct Keyed: ToolInput {
        @Argument("One.") var first: Int
        enum CodingKeys: String, CodingKey { case first = "uno" }
    }

    @Test("an input that no client could use is refused, with type and property")
    func inputs() {
        #expect(inputError(Plain.self) == "the property \"limit\" of Plain is not declared with @Argument")
        #expect(inputError(Undescribed.self) == "Undescribed.limit has no description")
        #expect(inputError(Named.self) == "Named.properties needs another name")
        #expect(inputError(Twice.self) == "Twice has two arguments of the name \"first\"")
        #expect(
            inputError(BadDefault.self)
                == "the default of BadDefault.limit: limit must be an integer from 1 to 100 (got 0)"
        )
        #expect(
            inputError(BadExample.self)
                == "an example in BadExample is not valid: limit must be an integer from 1 to 100 (got \"ten\")"
        )
        #expect(inputError(Tree.self) == "Tree contains itself, or is nested in more than 8 objects")
        #expect(inputError(Keyed.self)?.contains("leave CodingKeys to the compiler") == true)
    }

    struct Linked: ToolOutput { var site: UUID }
    struct Outer: ToolOutput { var inner: [Linked] }
    struct Gaps: ToolOutput { var values: [Int?] }
    struct Branch: ToolOutput { var below: [Branch] }
    struct Choice: ToolOutput {
        enum Case: Codable { case one(Int) }
        var choice: Case
    }
    struct Unlisted: ToolOutput {
        enum Mode: String, Codable { case on, off }
        var mode: Mode
    }
    struct Misnamed: ToolOutput {
        var score = 1
        static let propertyDescriptions = ["scores": "How near."]
    }
    struct Bare: ToolOutput, RawRepresentable { var rawValue: Int }

    @Test("an output that cannot be described is refused, with the type and its place")
    func outputs() {
        #expect(outputError(Outer.self)?.hasPrefix("the type UUID in Linked in Outer cannot be described") == true)
        #expect(outputError(Gaps.self)?.hasPrefix("the type Optional<Int> in Gaps cannot be described") == true)
        #expect(
            outputError(Branch.self)
                == "the type Branch in Branch cannot be described in an output schema: it contains itself"
        )
        #expect(outputError(Choice.self)?.hasPrefix("the type Case in Choice cannot be described") == true)
        #expect(outputError(Unlisted.self)?.hasPrefix("the type Mode in Unlisted cannot be described") == true)
        #expect(
            outputError(Misnamed.self) == "Misnamed.propertyDescriptions names \"scores\", which is not a property"
        )
        #expect(
            outputError(Bare.self) == "the output Bare must be a struct with properties, not one bare value"
        )
    }

    struct Shouting: Tool {
        static let definition = ToolDefinition(
            name: "Search-Documents",
            title: "",
            description: "",
            annotations: .readOnly
        )
        func call(_ input: NoArguments, context: RequestContext) async throws -> Misnamed { Misnamed() }
    }

    @Test("a name that clients would refuse is refused here")
    func names() {
        #expect(throws: ToolDeclarationError.self) { try TypedToolHandler(Shouting()) }
    }
}
