import JSONFormat

/// One prompt as lists show it.
public struct PromptDescription: Sendable, Hashable {
    /// One argument of a prompt; clients send its value as text.
    public struct Argument: Sendable, Hashable {
        /// The name on the wire.
        public var name: String
        /// What it is for, for people.
        public var description: String
        /// Whether it is required.
        public var isRequired: Bool

        /// Describes an argument.
        public init(name: String, description: String, isRequired: Bool = false) {
            self.name = name
            self.description = description
            self.isRequired = isRequired
        }
    }

    /// The name for programs.
    public var name: String
    /// The name for people.
    public var title: String
    /// What it is good for.
    public var description: String
    /// Its arguments, in the order to ask for them.
    public var arguments: [Argument]

    /// Describes a prompt.
    public init(name: String, title: String, description: String, arguments: [Argument] = []) {
        self.name = name
        self.title = title
        self.description = description
        self.arguments = arguments
    }

    var json: JSON {
        let arguments = arguments.map { argument -> JSON in
            [
                "name": .string(argument.name), "description": .string(argument.description),
                "required": .bool(argument.isRequired),
            ]
        }
        return [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "arguments": .array(arguments),
        ]
    }
}
