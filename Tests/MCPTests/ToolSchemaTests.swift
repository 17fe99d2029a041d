import MCP
import Testing

@testable import JSONFormat

@Suite("Schemas of tools")
struct ToolSchemaTests {
    @Test("an input schema tells names, bounds, defaults and what is required, in the order of declaration")
    func inputSchema() throws {
        let expected = try JSON(
            parsing: """
                {"type":"object","properties":{
                "query":{"type":"string","minLength":1,"maxLength":10000,
                "description":"What to look for, in natural language."},
                "limit":{"type":"integer","minimum":1,"maximum":100,
                "description":"How many documents to return.","default":10},
                "min_score":{"type":"number","minimum":0,"maximum":1,
                "description":"The least score of a document.","default":0},
                "mode":{"type":"string","enum":["vector","keyword","hybrid"],
                "description":"How to search.","default":"hybrid"},
                "filter":{"type":"object",
                "description":"Only documents whose metadata has all of these values."}
                },"required":["query"],"additionalProperties":false}
                """
        )
        #expect(Samples.Search().handler.description.inputSchema.description == expected.description)
    }

    @Test("objects within arguments are described like the arguments themselves")
    func nestedSchema() throws {
        let items = Samples.AddDocuments().handler.description.inputSchema["properties"]?["items"]
        let expected = try JSON(
            parsing: """
                {"type":"array","items":{"type":"object","properties":{
                "title":{"type":"string","minLength":1,"maxLength":20,"description":"A short title."},
                "content":{"type":"string","description":"The text.","default":""},
                "tags":{"type":"array","items":{"type":"string","minLength":1,"maxLength":10},"maxItems":3,
                "description":"Words to find it by."}
                },"required":["title"],"additionalProperties":false},
                "minItems":1,"maxItems":1000,"description":"The documents."}
                """
        )
        #expect(items?.description == expected.description)
    }

    @Test("an integer has the bounds of its type, where none are declared")
    func integers() throws {
        let properties = Samples.Everything().handler.description.inputSchema["properties"]
        #expect(properties?["row"]?["minimum"] == -2_147_483_648)
        #expect(properties?["row"]?["maximum"] == 2_147_483_647)
        #expect(properties?["size"]?["minimum"] == 0)
        #expect(properties?["size"]?["maximum"] == .int(.max))
        #expect(properties?["count"]?["minimum"] == 1)
    }

    @Test("a tool without arguments says so")
    func noArguments() throws {
        #expect(
            Samples.ListBanks().handler.description.inputSchema.description
                == #"{"type":"object","properties":{},"additionalProperties":false}"#
        )
    }

    @Test("every kind of argument is described without what breaks clients", arguments: Samples.handlers.indices)
    func portable(sample: Int) {
        #expect(portabilityViolations(of: Samples.handlers[sample].description.inputSchema) == [])
    }

    static let unportable: [(String, String)] = [
        (#"{"type":"array","items":{"type":"string"}}"#, "the root is not of type object"),
        (#"{"type":"object"}"#, "the root has no properties"),
        (#"{"type":"object","properties":{},"required":[]}"#, "$ has an empty list of required members"),
        (#"{"type":"object","properties":{"a":{"type":"array","description":"d"}}}"#, "$.a is an array without items"),
        (#"{"type":"object","properties":{"a":{"type":["string","null"]}}}"#, "$.a has not exactly one type"),
        (#"{"type":"object","properties":{"a":true}}"#, "$.a is no object"),
        (
            #"{"type":"object","properties":{"a":{"type":"integer","enum":[1]}}}"#,
            "$.a is an enum of something else than strings"
        ),
        (#"{"type":"object","properties":{},"anyOf":[]}"#, "$ has anyOf"),
        (#"{"type":"object","properties":{"a":{"type":"string"}}}"#, "$.a has no description"),
    ]

    @Test("the judge of portability sees what it must", arguments: unportable)
    func judge(schema: String, violation: String) throws {
        #expect(portabilityViolations(of: try JSON(parsing: schema)).contains(violation))
    }

    @Test("an output schema is read off the type, through structs, arrays and optionals")
    func outputSchema() throws {
        let expected = try JSON(
            parsing: """
                {"type":"object","properties":{
                "hits":{"type":"array","items":{"type":"object","properties":{
                "id":{"type":"integer"},
                "score":{"type":"number","description":"0...1, higher is better."},
                "created_at":{"type":"string"},
                "metadata":{"type":"object"},
                "next_page":{"type":"string"}
                },"required":["id","score","created_at","metadata"]}},
                "exhausted":{"type":"boolean"}
                },"required":["hits","exhausted"]}
                """
        )
        #expect(Samples.Search().handler.description.outputSchema?.description == expected.description)
    }

    @Test("a result without properties is an empty object")
    func emptyOutput() {
        #expect(
            Samples.Everything().handler.description.outputSchema?.description
                == #"{"type":"object","properties":{}}"#
        )
    }

    @Test("name, title, description and all four hints come from the definition")
    func definition() {
        let description = Samples.Search().handler.description
        #expect(description.name == "search_documents")
        #expect(description.title == "Search documents")
        #expect(description.description == "Finds documents by meaning.")
        #expect(
            description.annotations
                == ToolAnnotations(readOnly: true, destructive: false, idempotent: true, openWorld: false)
        )
    }
}
