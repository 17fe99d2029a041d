import FoundationEssentials
import JSONFormat
import MCP
import OrderedCollections

/// Where settings come from: flags, then the environment, then a JSON file. All three use the variable's name.
struct SettingSources: Sendable {
    /// Values of one place, and how an error names that place.
    struct Source: Sendable {
        let name: String
        let values: [String: String]
    }

    /// The first source that has a value wins.
    let sources: [Source]

    init(flags: [String: String], environment: [String: String], file: Source?) {
        sources =
            [Source(name: "command line", values: flags), Source(name: "environment", values: environment)]
            + (file.map { [$0] } ?? [])
    }

    /// The first of several names that is set in the first source that has any of them; an empty value is not set.
    func value(of variables: String...) -> (variable: String, value: String, source: String)? {
        for source in sources {
            for variable in variables {
                if let value = source.values[variable], !value.isEmpty { return (variable, value, source.name) }
            }
        }
        return nil
    }

    /// The value alone of ``value(of:)``.
    func string(_ variable: String) -> String? {
        value(of: variable)?.value
    }

    /// A secret: the variable itself, or the content of the file that `<variable>_FILE` names.
    func secret(_ variable: String, orElse alias: String? = nil) throws(SettingsError) -> String? {
        let names = [variable, alias].compactMap { $0 }
        for source in sources {
            for name in names {
                if let value = source.values[name], !value.isEmpty { return value }
                guard let path = source.values[name + "_FILE"], !path.isEmpty else { continue }
                guard let data = FileManager.default.contents(atPath: path) else {
                    throw SettingsError("\(name)_FILE names \(path), which cannot be read.")
                }
                return String(decoding: data, as: UTF8.self).trimmingWhitespace()
            }
        }
        return nil
    }

    /// A value that must be one of a few.
    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ variable: String,
        as type: Value.Type = Value.self
    ) throws(SettingsError) -> Value? {
        guard let (_, text, source) = value(of: variable) else { return nil }
        guard let value = Value(rawValue: text.lowercased()) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError("\(variable) must be one of \(known) (got \"\(text)\" from the \(source)).")
        }
        return value
    }

    /// Values parted by commas; nil where nothing is set.
    func list(_ variable: String) -> [String]? {
        string(variable)?.split(separator: ",").map { String($0).trimmingWhitespace() }.filter { !$0.isEmpty }
    }

    /// Yes or no.
    func flag(_ variable: String) throws(SettingsError) -> Bool? {
        guard let (_, text, source) = value(of: variable) else { return nil }
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw SettingsError("\(variable) must be true or false (got \"\(text)\" from the \(source)).")
        }
    }

    /// A number within bounds.
    func number(_ variable: String, in range: ClosedRange<Double>) throws(SettingsError) -> Double? {
        guard let (_, text, source) = value(of: variable) else { return nil }
        guard let number = Double(text), range.contains(number) else {
            let (least, most) = (JSON.double(range.lowerBound), JSON.double(range.upperBound))
            throw SettingsError(
                "\(variable) must be a number from \(least) to \(most) (got \"\(text)\" from the \(source))."
            )
        }
        return number
    }

    /// Reads a configuration file: one JSON object of variable names and values.
    static func file(at path: String, mayBeMissing: Bool) throws(SettingsError) -> Source? {
        guard let data = FileManager.default.contents(atPath: path) else {
            if mayBeMissing { return nil }
            throw SettingsError("The configuration file \(path) cannot be read.")
        }
        let json: JSON
        do {
            json = try JSON(parsing: Array(data))
        } catch {
            throw SettingsError("The configuration file \(path) is not valid JSON: \(error)")
        }
        guard let members = json.objectValue else {
            throw SettingsError(
                "The configuration file \(path) must hold one JSON object, as in {\"LOG_LEVEL\":\"debug\"}."
            )
        }
        var values: [String: String] = [:]
        for (name, value) in members {
            switch value {
            case .string(let text): values[name] = text
            case .int(let number): values[name] = String(number)
            case .double(let number): values[name] = String(number)
            case .number(let number): values[name] = number.text
            case .bool(let flag): values[name] = String(flag)
            case .null: continue
            case .array, .object:
                throw SettingsError("\(name) in \(path) must be a string, a number or a boolean.")
            }
        }
        return Source(name: "file \(path)", values: values)
    }
}

/// A setting that cannot be used; the text names it and where it came from.
public struct SettingsError: Error, CustomStringConvertible {
    /// What was wrong, and what was expected.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
