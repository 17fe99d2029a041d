public import JSONFormat

// The forms of declaration: with or without a default, and with the bounds that the type can have.

extension Argument {
    /// Declares an argument that must be given, unless its type is optional.
    ///
    /// - Parameters:
    ///   - description: What it is, for the model and in errors.
    ///   - aliases: Further names by which it is accepted but not advertised.
    ///   - example: A value for the examples in errors; without it one is made up from type and bounds.
    public init(_ description: String, aliases: [String] = [], example: JSON? = nil) {
        self.init(description, initial: nil, aliases: aliases, example: example)
    }

    /// Declares an argument with a default.
    public init(wrappedValue: Value, _ description: String, aliases: [String] = [], example: JSON? = nil) {
        self.init(description, initial: wrappedValue, aliases: aliases, example: example)
    }
}

extension Argument where Value: TextArgument {
    /// Declares text with bounds of its length, in Unicode scalars.
    public init(
        _ description: String,
        length: some ArgumentBounds<Int>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: nil,
            rules: ArgumentRules(length: length),
            aliases: aliases,
            example: example
        )
    }

    /// Declares text with a default and bounds of its length, in Unicode scalars.
    public init(
        wrappedValue: Value,
        _ description: String,
        length: some ArgumentBounds<Int>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: wrappedValue,
            rules: ArgumentRules(length: length),
            aliases: aliases,
            example: example
        )
    }
}

extension Argument where Value: NumberArgument {
    /// Declares a number within a range.
    public init(
        _ description: String,
        range: some ArgumentBounds<Value.Number>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(description, initial: nil, rules: ArgumentRules(range: range), aliases: aliases, example: example)
    }

    /// Declares a number within a range, with a default.
    public init(
        wrappedValue: Value,
        _ description: String,
        range: some ArgumentBounds<Value.Number>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: wrappedValue,
            rules: ArgumentRules(range: range),
            aliases: aliases,
            example: example
        )
    }
}

extension Argument where Value: CountedArgument {
    /// Declares an array with bounds of its count.
    public init(
        _ description: String,
        count: some ArgumentBounds<Int>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(description, initial: nil, rules: ArgumentRules(count: count), aliases: aliases, example: example)
    }

    /// Declares an array with a default and bounds of its count.
    public init(
        wrappedValue: Value,
        _ description: String,
        count: some ArgumentBounds<Int>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: wrappedValue,
            rules: ArgumentRules(count: count),
            aliases: aliases,
            example: example
        )
    }
}

extension Argument where Value: CountedArgument & TextArgument {
    /// Declares an array of texts with bounds of its count and of each text's length.
    public init(
        _ description: String,
        count: some ArgumentBounds<Int>,
        length: some ArgumentBounds<Int>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: nil,
            rules: ArgumentRules(count: count, length: length),
            aliases: aliases,
            example: example
        )
    }

    /// Declares an array of texts with a default and bounds of its count and of each text's length.
    public init(
        wrappedValue: Value,
        _ description: String,
        count: some ArgumentBounds<Int>,
        length: some ArgumentBounds<Int>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: wrappedValue,
            rules: ArgumentRules(count: count, length: length),
            aliases: aliases,
            example: example
        )
    }
}

extension Argument where Value: CountedArgument & NumberArgument {
    /// Declares an array of numbers with bounds of its count and a range for each.
    public init(
        _ description: String,
        count: some ArgumentBounds<Int>,
        range: some ArgumentBounds<Value.Number>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: nil,
            rules: ArgumentRules(count: count, range: range),
            aliases: aliases,
            example: example
        )
    }

    /// Declares an array of numbers with a default, bounds of its count and a range for each.
    public init(
        wrappedValue: Value,
        _ description: String,
        count: some ArgumentBounds<Int>,
        range: some ArgumentBounds<Value.Number>,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(
            description,
            initial: wrappedValue,
            rules: ArgumentRules(count: count, range: range),
            aliases: aliases,
            example: example
        )
    }
}

extension ArgumentRules {
    fileprivate init(length: some ArgumentBounds<Int>) {
        self.length = Limits(length)
    }

    fileprivate init(count: some ArgumentBounds<Int>) {
        self.count = Limits(count)
    }

    fileprivate init(count: some ArgumentBounds<Int>, length: some ArgumentBounds<Int>) {
        self.count = Limits(count)
        self.length = Limits(length)
    }

    fileprivate init<Bound: ArgumentValue>(range: some ArgumentBounds<Bound>) {
        minimum = range.lowest?.json
        maximum = range.highest?.json
    }

    fileprivate init<Bound: ArgumentValue>(count: some ArgumentBounds<Int>, range: some ArgumentBounds<Bound>) {
        self.init(range: range)
        self.count = Limits(count)
    }
}
