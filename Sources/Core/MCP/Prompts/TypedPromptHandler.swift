import JSONFormat
import Synchronization

/// Adapts a ``Prompt`` to the server: text in, messages out.
final class TypedPromptHandler<Wrapped: Prompt>: PromptHandler {
    private let prompt: Wrapped
    private let known = Mutex<InputDeclaration<Wrapped.Input>?>(nil)

    init(_ prompt: Wrapped) {
        self.prompt = prompt
    }

    var description: PromptDescription {
        let definition = Wrapped.definition
        return PromptDescription(
            name: definition.name,
            title: definition.title,
            description: definition.description,
            arguments: declaration.arguments.map(\.promptArgument)
        )
    }

    func messages(_ arguments: [String: String], context: RequestContext) async throws -> [PromptMessage] {
        let declaration = declaration
        var given: JSONObject = [:]
        for (name, text) in arguments.sorted(by: { $0.key < $1.key }) {
            // Forms also send fields that were left empty.
            if text.isEmpty, declaration.argument(name)?.isRequired == false { continue }
            given[name] = .string(text)
        }
        return try await prompt.messages(try declaration.decode(given), context: context)
    }

    func complete(_ completion: CompletionRequest) async throws -> Completion {
        if let suggested = try await prompt.complete(completion) { return suggested }
        let values = declaration.argument(completion.argument)?.suggestions ?? []
        return Completion(values.filter { $0.hasPrefix(completion.value) })
    }

    /// Read when it is first needed: the first answer of a process must not wait for it.
    private var declaration: InputDeclaration<Wrapped.Input> {
        known.withLock { known in
            if let known { return known }
            let made = checkedDeclaration(of: Wrapped.self) { () throws(ToolDeclarationError) in
                let made = try InputDeclaration<Wrapped.Input>()
                if let argument = made.arguments.first(where: { !$0.isScalar }) {
                    throw ToolDeclarationError(
                        "\(argument.name) must be text, a number, a flag or one of several names"
                    )
                }
                return made
            }
            known = made
            return made
        }
    }
}

extension ArgumentDeclaration {
    fileprivate var isScalar: Bool { schema["type"] != "array" && schema["type"] != "object" }

    fileprivate var promptArgument: PromptDescription.Argument {
        let isPlainText = schema["type"] == "string" && schema["enum"] == nil
        let rules = [
            isPlainText ? nil : "Must be \(expectation)", schema["default"].map { "\(Self.text($0)) if not given" },
        ].compactMap(\.self)
        let description = schema["description"]?.stringValue ?? ""
        return PromptDescription.Argument(
            name: name,
            description: rules.isEmpty ? description : "\(description) \(rules.joined(separator: "; ")).",
            isRequired: isRequired
        )
    }

    /// Values to choose from, the default first; none where there are too many.
    fileprivate var suggestions: [String] {
        var values: [JSON] = []
        if case .array(let names)? = schema["enum"] {
            values = names
        } else if schema["type"] == "boolean" {
            values = [true, false]
        } else if schema["type"] == "integer", case .int(let minimum)? = schema["minimum"],
            case .int(let maximum)? = schema["maximum"], UInt64(bitPattern: maximum &- minimum) < 100
        {
            values = (minimum...maximum).map(JSON.int)
        }
        if let initial = schema["default"] { values = [initial] + values.filter { $0 != initial } }
        return values.map(Self.text)
    }

    private static func text(_ json: JSON) -> String { json.stringValue ?? json.description }
}
