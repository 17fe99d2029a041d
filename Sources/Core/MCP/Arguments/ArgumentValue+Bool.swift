public import JSONFormat

extension Bool: ArgumentValue {
    /// True or false.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Bool> {
        ArgumentCoding(schema: ["type": "boolean"], expectation: "true or false", example: true) { json, _ in
            guard case .bool(let flag) = json else { return nil }
            return flag
        }
    }

    /// The truth value.
    public var json: JSON? { .bool(self) }
}
