extension Setting {
    /// A text; nil where it is not set.
    public static func text(
        _ variable: String,
        aliases: [String] = [],
        flag: SettingFlag? = nil,
        defaultText: String? = nil,
        _ meaning: String
    ) -> Setting where Value == String? {
        Setting(variable, aliases: aliases, flag: flag, defaultText: defaultText, meaning) { given in given?.text }
    }

    /// A text with a default.
    public static func text(
        _ variable: String,
        aliases: [String] = [],
        flag: SettingFlag? = nil,
        default value: String,
        _ meaning: String
    ) -> Setting where Value == String {
        Setting(variable, aliases: aliases, flag: flag, defaultText: value, meaning) { given in given?.text ?? value }
    }

    /// A secret: the variable itself, or the content of the file that `<variable>_FILE` names. Never a default.
    public static func secret(
        _ variable: String,
        aliases: [String] = [],
        flag: SettingFlag? = nil,
        defaultText: String? = nil,
        _ meaning: String
    ) -> Setting where Value == String? {
        Setting(variable, aliases, flag, defaultText, meaning, isSecret: true) { sources throws(SettingsError) in
            try sources.secret([variable] + aliases)
        }
    }

    /// Yes or no; nil where it is not set.
    public static func flag(
        _ variable: String,
        flag: SettingFlag? = nil,
        defaultText: String? = nil,
        _ meaning: String
    ) -> Setting where Value == Bool? {
        Setting(variable, flag: flag, defaultText: defaultText, meaning) { given throws(SettingsError) in
            guard let given else { return nil }
            switch given.text.lowercased() {
            case "1", "true", "yes", "on": return true
            case "0", "false", "no", "off": return false
            default: throw given.error("must be true or false")
            }
        }
    }

    /// A number within bounds; nil where it is not set.
    public static func number(
        _ variable: String,
        in range: ClosedRange<Double>,
        flag: SettingFlag? = nil,
        defaultText: String? = nil,
        _ meaning: String
    ) -> Setting where Value == Double? {
        Setting(variable, flag: flag, defaultText: defaultText, meaning) { given throws(SettingsError) in
            guard let given else { return nil }
            guard let number = Double(given.text), range.contains(number) else {
                throw given.error("must be a number from \(range.lowerBound.inWords) to \(range.upperBound.inWords)")
            }
            return number
        }
    }

    /// A whole number within bounds.
    public static func integer(
        _ variable: String,
        in range: ClosedRange<Int>,
        flag: SettingFlag? = nil,
        default value: Int,
        _ meaning: String
    ) -> Setting where Value == Int {
        Setting(variable, flag: flag, defaultText: "\(value)", meaning) { given throws(SettingsError) in
            guard let given else { return value }
            guard let number = Int(given.text), range.contains(number) else {
                throw given.error("must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    /// Comma-separated values; nil where it is not set.
    ///
    /// - Parameters:
    ///   - expected: What the values must be, as the end of a sentence that begins with the name.
    ///   - reading: The value that a text means; nil for one that means none.
    public static func list(
        _ variable: String,
        flag: SettingFlag? = nil,
        defaultText: String? = nil,
        expected: String = "",
        _ meaning: String,
        reading: @escaping @Sendable (String) -> String? = { $0 }
    ) -> Setting where Value == [String]? {
        Setting(variable, flag: flag, defaultText: defaultText, meaning) { given throws(SettingsError) in
            guard let given else { return nil }
            var values: [String] = []
            for text in given.text.split(separator: ",").map({ String($0).trimmingWhitespace() }) where !text.isEmpty {
                guard let value = reading(text) else { throw given.error(expected) }
                values.append(value)
            }
            guard !values.isEmpty else { throw given.error("must name something between its commas") }
            return values
        }
    }

    /// One of a few words; nil where it is not set.
    public static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ variable: String,
        of type: Choice.Type = Choice.self,
        flag: SettingFlag? = nil,
        defaultText: String? = nil,
        _ meaning: String
    ) -> Setting where Value == Choice? {
        Setting(variable, flag: flag, defaultText: defaultText, meaning) { given throws(SettingsError) in
            guard let given else { return nil }
            guard let choice = Choice(rawValue: given.text.lowercased()) else {
                throw given.error("must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return choice
        }
    }
}
