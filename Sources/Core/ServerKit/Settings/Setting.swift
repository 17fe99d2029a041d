/// Something an operator can set: its name, its meaning, and what applies where it is not set.
///
/// It is declared once. The declaration says how to read it, to check it at start and to show it in `--help`.
public struct Setting<Value: Sendable>: SettingDeclaration {
    /// Its name in the environment and in the configuration file.
    public let variable: String
    /// Other names that are looked up where this one is not set.
    public let aliases: [String]
    /// Its flag on the command line; nil for none.
    public let flag: SettingFlag?
    /// What it does: a sentence without its full stop.
    public let meaning: String
    /// What applies where it is not set, for people; nil where that goes without saying.
    public let defaultText: String?
    /// Whether `<variable>_FILE` may name a file that holds it.
    public let isSecret: Bool

    let read: @Sendable (SettingSources) throws(SettingsError) -> Value

    /// A setting that a closure reads, for values that none of the ready-made kinds fits.
    ///
    /// - Parameter read: Gets the text and where it came from, or nil where the setting is not set.
    public init(
        _ variable: String,
        aliases: [String] = [],
        flag: SettingFlag? = nil,
        defaultText: String? = nil,
        _ meaning: String,
        read: @escaping @Sendable (_ given: GivenSetting?) throws(SettingsError) -> Value
    ) {
        self.init(variable, aliases, flag, defaultText, meaning, isSecret: false) { sources throws(SettingsError) in
            try read(sources.value(of: [variable] + aliases))
        }
    }

    init(
        _ variable: String,
        _ aliases: [String],
        _ flag: SettingFlag?,
        _ defaultText: String?,
        _ meaning: String,
        isSecret: Bool,
        read: @escaping @Sendable (SettingSources) throws(SettingsError) -> Value
    ) {
        self.variable = variable
        self.aliases = aliases
        self.flag = flag
        self.meaning = meaning
        self.defaultText = defaultText
        self.isSecret = isSecret
        self.read = read
    }

    /// Its value, or what is wrong with it.
    public func value(in sources: SettingSources) throws(SettingsError) -> any Sendable { try read(sources) }
}

/// A ``Setting`` of any type.
public protocol SettingDeclaration: Sendable {
    /// Its name in the environment and in the configuration file.
    var variable: String { get }
    /// Other names that are looked up where this one is not set.
    var aliases: [String] { get }
    /// Its flag on the command line.
    var flag: SettingFlag? { get }
    /// What it does.
    var meaning: String { get }
    /// What applies where it is not set.
    var defaultText: String? { get }
    /// Whether `<variable>_FILE` may name a file that holds it.
    var isSecret: Bool { get }

    /// Its value, or what is wrong with it.
    func value(in sources: SettingSources) throws(SettingsError) -> any Sendable
}

/// How a setting is given on the command line.
public struct SettingFlag: Sendable {
    enum Shape: Sendable {
        case value(String)
        case list(String)
        case isSet
    }

    /// Without its dashes.
    let name: String
    let shape: Shape

    /// `--name VALUE`
    public static func option(_ name: String, value: String) -> SettingFlag {
        SettingFlag(name: name, shape: .value(value))
    }

    /// `--name VALUE`, repeated for each value.
    public static func list(_ name: String, value: String) -> SettingFlag {
        SettingFlag(name: name, shape: .list(value))
    }

    /// `--name` alone, which sets it to true.
    public static func isSet(_ name: String) -> SettingFlag {
        SettingFlag(name: name, shape: .isSet)
    }
}

/// What was given for a setting, and where.
public struct GivenSetting: Sendable {
    /// The name it was given under.
    public let variable: String
    /// The text, which is not empty.
    public let text: String
    /// "command line", "environment" or the file, for errors.
    public let source: String

    /// An error that says what was expected and what came, unless that may hold a password.
    ///
    /// - Parameter expected: How the sentence that begins with the name goes on, as in "must be a whole number".
    public func error(_ expected: String) -> SettingsError {
        SettingsError("\(variable) \(expected) (got \"\(ShownValue.of(text))\" from the \(source)).")
    }
}

extension SettingDeclaration {
    /// Every name it goes by, for help.
    var names: [String] {
        let all = [variable] + aliases
        return isSecret ? all.flatMap { [$0, $0 + "_FILE"] } : all
    }

    /// What help says of it.
    var help: String {
        let end = defaultText.map { "; \($0) if not given." } ?? "."
        return "\(meaning)\(end)"
    }
}
