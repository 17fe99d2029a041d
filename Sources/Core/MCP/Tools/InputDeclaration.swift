import JSONFormat
import OrderedCollections

/// What a ``ToolInput`` declares, read once off its `init()`.
struct InputDeclaration<Input: ToolInput>: Sendable {
    private let arguments: [ArgumentDeclaration]
    /// The place of an argument by its name or an alias on the wire.
    private let places: [String: Int]
    /// The place of an argument by its Swift name.
    private let properties: [String: Int]

    /// Reads the declaration, and tries it: the examples must keep the declared bounds.
    ///
    /// - Parameter depth: How many inputs this one lies within.
    init(depth: Int = 0) throws(ToolDeclarationError) {
        guard depth <= 8 else {
            throw ToolDeclarationError("\(Input.self) contains itself, or lies deeper than 8 objects")
        }
        var arguments: [ArgumentDeclaration] = []
        var places: [String: Int] = [:]
        var properties: [String: Int] = [:]
        for child in Mirror(reflecting: Input()).children {
            guard let label = child.label, label.hasPrefix("_"), let argument = child.value as? any DeclaresArgument
            else {
                throw ToolDeclarationError(
                    "the property \"\(child.label ?? "?")\" of \(Input.self) is not declared with @Argument"
                )
            }
            let property = String(label.dropFirst())
            let declaration = try argument.declaration(property: property, owner: Input.self, depth: depth)
            for name in [declaration.name] + declaration.aliases {
                guard places.updateValue(arguments.count, forKey: name) == nil else {
                    throw ToolDeclarationError("\(Input.self) has two arguments of the name \"\(name)\"")
                }
            }
            properties[property] = arguments.count
            arguments.append(declaration)
        }
        self.arguments = arguments
        self.places = places
        self.properties = properties
        try tryOut()
    }

    private func tryOut() throws(ToolDeclarationError) {
        var report = ArgumentReport()
        _ = decode(JSONObject(uniqueKeysWithValues: arguments.map { ($0.name, $0.example) }), report: &report)
        guard report.count == 0 else {
            throw ToolDeclarationError("an example in \(Input.self) is no valid one: \(report.message(example: [:]))")
        }
    }

    /// The JSON Schema: flat and plain, since each finer construct has broken some client.
    var schema: JSONObject {
        let required = arguments.filter(\.isRequired).map { JSON.string($0.name) }
        var schema: JSONObject = [
            "type": "object",
            "properties": .object(
                JSONObject(uniqueKeysWithValues: arguments.map { ($0.name, .object($0.schema)) })
            ),
        ]
        if !required.isEmpty { schema["required"] = .array(required) }
        schema["additionalProperties"] = false
        return schema
    }

    /// What the object must be, in words that follow "must be".
    var expectation: String {
        guard !arguments.isEmpty else { return "an object without members" }
        return "an object with "
            + arguments.map { $0.isRequired ? $0.name : "\($0.name) (optional)" }.joined(separator: ", ")
    }

    /// An object that would do, with nothing in it that may be left out.
    var example: JSONObject { example(concerning: []) }

    /// An object that would do, with what is required and what `names` tell.
    func example(concerning names: Set<String>) -> JSONObject {
        JSONObject(
            uniqueKeysWithValues: arguments.lazy.filter { $0.isRequired || names.contains($0.name) }
                .map { ($0.name, $0.example) }
        )
    }

    /// The input that the arguments of a call make, or an error whose text is the answer to the caller.
    func decode(_ arguments: JSONObject) throws(ToolError) -> Input {
        var report = ArgumentReport()
        guard let input = decode(arguments, report: &report) else {
            throw ToolError(report.message(example: example(concerning: report.concerned)))
        }
        return input
    }

    /// The input that the members of an object make, or nil with every reason in `report`.
    func decode(_ members: JSONObject, report: inout ArgumentReport) -> Input? {
        let before = report.count
        var given = [JSON?](repeating: nil, count: arguments.count)
        for (name, value) in members where !report.isFull {
            guard let place = places[name] else {
                reportUnknown(name, report: &report)
                continue
            }
            if given[place] != nil {
                let wanted = arguments[place]
                report.within(.member(wanted.name)) {
                    $0.add("is given twice, also by another of its names: \(wanted.aliases.joined(separator: ", "))")
                }
            }
            given[place] = value
        }
        var values: [(any Sendable)?] = []
        values.reserveCapacity(arguments.count)
        for (argument, value) in zip(arguments, given) where !report.isFull {
            values.append(report.within(.member(argument.name)) { argument.decode(value, &$0) })
        }
        guard report.count == before else { return nil }
        do {
            return try Input(from: InputDecoder(places: properties, values: values))
        } catch {
            report.add("cannot be read: \(error)")
            return nil
        }
    }

    private func reportUnknown(_ name: String, report: inout ArgumentReport) {
        let nearest = WireName.nearest(to: name, among: arguments.flatMap { [$0.name] + $0.aliases })
        report.unknown(
            name,
            known: arguments.map(\.name),
            nearest: nearest.flatMap { places[$0] }.map { arguments[$0].name }
        )
    }
}
