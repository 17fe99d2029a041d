import JSONFormat

/// One argument as its tool declares it, whatever its type.
struct ArgumentDeclaration: Sendable {
    /// The name on the wire.
    let name: String
    /// Other names under which it is accepted.
    let aliases: [String]
    let isRequired: Bool
    /// The JSON Schema, with description and default.
    let schema: JSONObject
    /// What it must be, in words that follow "must be".
    let expectation: String
    let example: JSON
    /// Whether its value depends on all other arguments, as that of a ``Cursor`` does.
    let isCursor: Bool
    /// Makes the ``Argument`` that holds the value, or nil with the reason in the report. It takes nil for not given.
    let decode: @Sendable (JSON?, inout ArgumentReport) -> (any Sendable)?
    /// What a client would send for a value that `decode` returned; nil where there is no single form.
    let json: @Sendable (any Sendable) -> JSON?
}

/// What a property of a ``ToolInput`` declares.
enum DeclaredProperty: Sendable {
    case argument(ArgumentDeclaration)
    case group(ArgumentGroupDeclaration)
}

/// An ``Argument`` or an ``ArgumentGroup`` of any type, found in a mirror.
protocol DeclaresArguments {
    func declaration(
        property: String,
        owner: any ToolInput.Type,
        depth: Int
    ) throws(ToolDeclarationError) -> DeclaredProperty
}

extension Argument: DeclaresArguments {
    func declaration(
        property: String,
        owner: any ToolInput.Type,
        depth: Int
    ) throws(ToolDeclarationError) -> DeclaredProperty {
        let name = WireName.snakeCase(property)
        guard let declared = declaration, !declared.description.isEmpty else {
            throw ToolDeclarationError("\(owner).\(property) has no description")
        }
        // Some clients mistake a property of this name for a keyword of the schema.
        guard name != "properties" else { throw ToolDeclarationError("\(owner).properties needs another name") }
        var rules = declared.rules
        rules.depth = depth
        let coding = try Value.Content.coding(rules)
        let initial = declared.initial
        let shown = initial?.content?.json
        if let shown {
            var report = ArgumentReport()
            guard report.within(.member(name), { coding.decode(shown, report: &$0) }) != nil else {
                throw ToolDeclarationError("the default of \(owner).\(property): \(report.message(example: [:]))")
            }
        }
        let isRequired = initial == nil
        let isText = coding.schema["type"] == "string"
        let argument = ArgumentDeclaration(
            name: name,
            aliases: declared.aliases,
            isRequired: isRequired,
            schema: Self.schema(coding.schema, description: declared.description, initial: shown),
            expectation: coding.expectation,
            example: declared.example ?? shown ?? coding.example,
            isCursor: coding.absent != nil,
            decode: { json, report in
                if let json, !Self.isNothing(json, isRequired: isRequired, isText: isText, report.decoding) {
                    return coding.decode(json, report: &report).map { Argument(value: .given($0)) }
                }
                if let absent = coding.absent, let query = report.listQuery {
                    return Argument(value: .given(absent(query)))
                }
                guard let initial else {
                    report.add("is required: \(declared.description)")
                    return nil
                }
                return Argument(value: initial)
            },
            json: { ($0 as? Argument)?.wrappedValue.content?.json }
        )
        return .argument(argument)
    }

    /// Whether a value means "not given": an explicit null, or the text "null" where the type is not text.
    private static func isNothing(
        _ json: JSON,
        isRequired: Bool,
        isText: Bool,
        _ decoding: ArgumentDecoding
    ) -> Bool {
        guard decoding == .lenient else { return false }
        if isRequired { return json == .null && JSON.self != Value.self }
        return json == .null || !isText && json == "null"
    }

    private static func schema(_ coded: JSONObject, description: String, initial: JSON?) -> JSONObject {
        var schema = coded
        let note = coded["description"]?.stringValue
        schema["description"] = .string(note.map { "\(description) \($0)" } ?? description)
        schema["default"] = initial
        return schema
    }
}
