import MCP

@testable import JSONFormat

/// Tools that use every form of declaration once.
enum Samples {
    static let handlers: [any ToolHandler] = [
        Search().handler, AddDocuments().handler, Everything().handler, ListBanks().handler,
    ]

    struct Search: Tool {
        static let definition = ToolDefinition(
            name: "search_documents",
            title: "Search documents",
            description: "Finds documents by meaning.",
            annotations: .readOnly
        )

        enum Mode: String, CaseIterable, Codable, ArgumentValue { case vector, keyword, hybrid }

        struct Input: ToolInput {
            @Argument("What to look for, in natural language.", .length(1...10_000), example: "tea")
            var query: String
            @Argument("How many documents to return.", .range(1...100), aliases: ["n_results", "top_k"])
            var limit: Int32 = 10
            @Argument("The least score of a document.", .range(0...1))
            var minScore: Double = 0
            @Argument("How to search.")
            var mode: Mode = .hybrid
            @Argument("Only documents whose metadata has all of these values.")
            var filter: JSONObject?
        }

        struct Hit: ToolOutput {
            var id: Int
            var score: Float
            var createdAt: Date8601
            var metadata: JSONObject
            var nextPage: String?

            static let propertyDescriptions = ["score": "0...1, higher is better."]
        }

        /// A date as its own type would be written by an author: a struct of one string.
        struct Date8601: RawRepresentable, Codable, Sendable { var rawValue: String }

        struct Output: ToolOutput {
            var hits: [Hit]
            var exhausted: Bool
        }

        func call(_ input: Input, context: RequestContext) async throws -> Output {
            let hit = Hit(
                id: Int(input.limit),
                score: 0.83,
                createdAt: Date8601(rawValue: "2026-11-24T08:00:00Z"),
                metadata: input.filter ?? [:]
            )
            return Output(hits: [hit], exhausted: input.query == "tea")
        }
    }

    struct AddDocuments: Tool {
        static let definition = ToolDefinition(
            name: "add_documents",
            title: "Add documents",
            description: "Stores documents.",
            annotations: .adding
        )

        struct Document: ToolInput {
            @Argument("A short title.", .length(1...20))
            var title: String
            @Argument("The text.")
            var content: String = ""
            @Argument("Words to find it by.", .count(...3), .length(1...10))
            var tags: [String]?
        }

        struct Input: ToolInput {
            @Argument("The documents.", .count(1...1000))
            var items: [Document]
            @Argument("Where to put them.")
            var place: Document?
        }

        struct Output: ToolOutput {
            var ids: [Int]
        }

        func call(_ input: Input, context: RequestContext) async throws -> Output {
            Output(ids: Array(input.items.indices))
        }
    }

    struct Everything: Tool {
        static let definition = ToolDefinition(
            name: "take_everything",
            title: "Take everything",
            description: "Takes every kind of argument.",
            annotations: .overwriting
        )

        struct Input: ToolInput {
            @Argument("Any value.") var anyValue: JSON
            @Argument("Any value, or none.") var maybeAny: JSON?
            @Argument("A flag.") var flag: Bool = false
            @Argument("An optional flag.") var maybeFlag: Bool?
            @Argument("A count.", .range(1...)) var count: Int?
            @Argument("A row.") var row: Int32?
            @Argument("A size.", .range(0...)) var size: Int64 = 0
            @Argument("At most one half.", .range(...0.5)) var half: Double?
            @Argument("Numbers.", .count(2...2), .range(-1.0...1.0)) var pair: [Double] = [0, 0.25]
            @Argument("Modes.", .count(1...)) var modes: [Search.Mode] = [.vector]
            @Argument("Rows.") var rows: [[Int]] = []
            @Argument("Objects.") var objects: [JSONObject]?
            @Argument("Metadata.") var metadata: JSONObject = ["kind": "note"]
            @Argument("Exactly four letters.", .length(4...4)) var code: String = "abcd"
        }

        struct Output: ToolOutput {}

        func call(_ input: Input, context: RequestContext) async throws -> Output { Output() }
    }

    struct ListBanks: Tool {
        static let definition = ToolDefinition(
            name: "list_banks",
            title: "List banks",
            description: "Lists all banks.",
            annotations: .readOnly
        )

        typealias Input = NoArguments
        struct Output: ToolOutput { var names: [String] }

        func call(_ input: NoArguments, context: RequestContext) async throws -> Output { Output(names: []) }
    }
}
