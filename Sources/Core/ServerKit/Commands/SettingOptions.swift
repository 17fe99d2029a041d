import ArgumentParser
import MCP

/// The flags of a group of settings as options of the argument parser: made from the declarations, so that help,
/// completion and the parser's own errors treat them like any other option.
struct SettingOptions<Group: SettingGroup>: ParsableArguments {
    private let options: [(declaration: any SettingDeclaration, option: DeclaredOption)]

    private static var flagged: [any SettingDeclaration] { Group.declarations.filter { $0.flag != nil } }

    init() {
        options = Self.flagged.compactMap { declaration in
            declaration.flag.map { (declaration, DeclaredOption($0, help: declaration.optionHelp)) }
        }
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: AnyCodingKey.self)
        options = try Self.flagged.compactMap { declaration in
            try declaration.flag.map { flag in
                (
                    declaration,
                    try DeclaredOption(flag, in: values, under: AnyCodingKey(stringValue: declaration.variable))
                )
            }
        }
    }

    /// What was given, by the names of the variables.
    var given: [String: String] {
        Dictionary(
            uniqueKeysWithValues: options.compactMap { one in
                one.option.text.map { (one.declaration.variable, $0) }
            }
        )
    }
}

/// The parser finds options by reflection. These are made here, not declared as properties in the source.
extension SettingOptions: CustomReflectable {
    var customMirror: Mirror {
        Mirror(self, children: options.map { ($0.declaration.variable, $0.option.wrapper) })
    }
}

/// One option that a setting declares.
private enum DeclaredOption {
    case value(Option<String?>)
    case list(Option<[String]>)
    case isSet(Flag<Bool>)

    init(_ flag: SettingFlag, help: String) {
        let name = NameSpecification.customLong(flag.name)
        switch flag.shape {
        case .value(let value): self = .value(Option(name: name, help: ArgumentHelp("\(help)", valueName: value)))
        case .list(let value):
            self = .list(Option(wrappedValue: [], name: name, help: ArgumentHelp("\(help)", valueName: value)))
        case .isSet: self = .isSet(Flag(wrappedValue: false, name: name, help: ArgumentHelp("\(help)")))
        }
    }

    init(_ flag: SettingFlag, in values: KeyedDecodingContainer<AnyCodingKey>, under key: AnyCodingKey) throws {
        self =
            switch flag.shape {
            case .value: .value(try values.decode(Option<String?>.self, forKey: key))
            case .list: .list(try values.decode(Option<[String]>.self, forKey: key))
            case .isSet: .isSet(try values.decode(Flag<Bool>.self, forKey: key))
            }
    }

    var wrapper: Any {
        switch self {
        case .value(let option): option
        case .list(let option): option
        case .isSet(let flag): flag
        }
    }

    /// What was given, as the text of a variable.
    var text: String? {
        switch self {
        case .value(let option): option.wrappedValue
        case .list(let option): option.wrappedValue.isEmpty ? nil : option.wrappedValue.joined(separator: ",")
        case .isSet(let flag): flag.wrappedValue ? "true" : nil
        }
    }
}

extension SettingDeclaration {
    fileprivate var optionHelp: String { "\(help) [\(names.joined(separator: ", "))]" }
}

extension SettingGroup {
    /// The settings without a flag, for the text below a command's help.
    static var variableHelp: String {
        declarations.filter { $0.flag == nil }
            .map { "  \($0.names.joined(separator: ", ")): \($0.help)" }
            .joined(separator: "\n")
    }
}
