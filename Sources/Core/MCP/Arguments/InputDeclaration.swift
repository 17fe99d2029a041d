import JSONFormat

/// What a ``ToolInput`` declares, read once from its `init()`.
struct InputDeclaration<Input: ToolInput>: Sendable {
    /// In the order of declaration.
    let arguments: [ArgumentDeclaration]
    /// The index of an argument by its name or an alias on the wire.
    private let places: [String: Int]
    /// The index of an argument by its Swift name.
    private let properties: [String: Int]
    /// The groups by their Swift names, each with the indexes of its arguments.
    private let groups: [(property: String, places: Range<Int>, make: ArgumentGroupDeclaration.Make)]
    /// The index of the ``Cursor``, if there is one.
    private let cursor: Int?

    /// Reads the declaration and checks it: the examples must be within the declared bounds.
    ///
    /// - Parameter depth: How many inputs this one is nested in.
    init(depth: Int = 0) throws(ToolDeclarationError) {
        guard depth <= 8 else {
            throw ToolDeclarationError("\(Input.self) contains itself, or is nested in more than 8 objects")
        }
        var arguments: [ArgumentDeclaration] = []
        var places: [String: Int] = [:]
        var properties: [String: Int] = [:]
        var groups: [(String, Range<Int>, ArgumentGroupDeclaration.Make)] = []
        for child in Mirror(reflecting: Input()).children {
            guard let label = child.label, label.hasPrefix("_"), let declared = child.value as? any DeclaresArguments
            else {
                throw ToolDeclarationError(
                    "the property \"\(child.label ?? "?")\" of \(Input.self) is not declared with @Argument"
                )
            }
            let property = String(label.dropFirst())
            switch try declared.declaration(property: property, owner: Input.self, depth: depth) {
            case .argument(let argument):
                properties[property] = arguments.count
                arguments.append(argument)
            case .group(let group):
                groups.append((property, arguments.count..<arguments.count + group.arguments.count, group.make))
                arguments += group.arguments
            }
        }
        for (place, argument) in arguments.enumerated() {
            for name in [argument.name] + argument.aliases {
                guard places.updateValue(place, forKey: name) == nil else {
                    throw ToolDeclarationError("\(Input.self) has two arguments of the name \"\(name)\"")
                }
            }
        }
        self.arguments = arguments
        self.places = places
        self.properties = properties
        self.groups = groups
        cursor = arguments.firstIndex(where: \.isCursor)
        try tryOut()
    }

    private func tryOut() throws(ToolDeclarationError) {
        var report = ArgumentReport()
        let examples = arguments.lazy.filter { !$0.isCursor }.map { ($0.name, $0.example) }
        _ = decode(JSONObject(uniqueKeysWithValues: examples), report: &report)
        guard report.count == 0 else {
            throw ToolDeclarationError("an example in \(Input.self) is not valid: \(report.message(example: [:]))")
        }
    }

    /// The JSON Schema: flat and simple, since every more elaborate construct has broken some client.
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

    /// The argument of a name or an alias on the wire.
    func argument(_ name: String) -> ArgumentDeclaration? { places[name].map { arguments[$0] } }

    /// A valid object with only what is required.
    var example: JSONObject { example(concerning: []) }

    /// A valid object with what is required and the members in `names`.
    func example(concerning names: Set<String>) -> JSONObject {
        JSONObject(
            uniqueKeysWithValues: arguments.lazy
                .filter { $0.isRequired || names.contains($0.name) && !$0.isCursor }
                .map { ($0.name, $0.example) }
        )
    }

    /// The input that the arguments of a call make, or an error whose text is the answer to the caller.
    func decode(_ arguments: JSONObject, as decoding: ArgumentDecoding = .lenient) throws(ToolError) -> Input {
        var report = ArgumentReport(decoding: decoding)
        guard let input = decode(arguments, report: &report) else {
            throw ToolError(report.message(example: example(concerning: report.concerned)), kind: report.kind)
        }
        return input
    }

    /// The input that the members of an object make, or nil with every reason in `report`.
    func decode(_ members: JSONObject, report: inout ArgumentReport) -> Input? {
        let before = report.count
        var given = [JSON?](repeating: nil, count: arguments.count)
        for (name, value) in members where !report.isFull {
            guard let place = places[name], report.decoding == .lenient || arguments[place].name == name else {
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
        for (place, argument) in arguments.enumerated() where !report.isFull {
            values.append(place == cursor ? nil : decode(argument, given[place], &report))
        }
        guard report.count == before else { return nil }
        if let cursor {
            report.listQuery = listQuery(values, given)
            values[cursor] = decode(arguments[cursor], given[cursor], &report)
            guard report.count == before else { return nil }
        }
        do {
            return try input(of: values)
        } catch {
            report.add("cannot be read: \(error)")
            return nil
        }
    }

    /// The input that the values of all arguments make, which are in the order of these.
    func input(of values: [(any Sendable)?]) throws -> Input {
        var (places, all) = (properties, values)
        for group in groups {
            places[group.property] = all.count
            all.append(try group.make(Array(values[group.places])))
        }
        return try Input(from: InputDecoder(places: places, values: all))
    }

    private func decode(
        _ argument: ArgumentDeclaration,
        _ given: JSON?,
        _ report: inout ArgumentReport
    ) -> (any Sendable)? {
        report.within(.member(argument.name)) { argument.decode(given, &$0) }
    }

    /// What a list is asked for: all arguments except the cursor and `limit`, which may differ from page to page.
    private func listQuery(_ values: [(any Sendable)?], _ given: [JSON?]) -> ListQuery {
        var asked: JSONObject = [:]
        for (place, argument) in arguments.enumerated() where place != cursor && argument.name != "limit" {
            asked[argument.name] = values[place].flatMap(argument.json) ?? given[place]
        }
        return ListQuery(list: String(reflecting: Input.self), arguments: asked)
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
