import Files
import JSONFormat
import OrderedCollections
import SystemPackage

/// Where settings come from: flags, then the environment, then a JSON file. All three use the variable's name.
public struct SettingSources: Sendable {
    /// The values of one source, and how an error names that source.
    struct Source: Sendable {
        let name: String
        let values: [String: String]
    }

    /// The most bytes of a configuration file or a secret; anything larger is surely the wrong file.
    private static let sizeLimit = 1 << 20

    /// The first source that has a value wins.
    let sources: [Source]

    init(flags: [String: String], environment: [String: String], file: Source?) {
        sources =
            [Source(name: "command line", values: flags), Source(name: "environment", values: environment)]
            + (file.map { [$0] } ?? [])
    }

    /// What was given under the first of several names in the first source that has any of them; an empty value is not
    /// set.
    func value(of variables: [String]) -> GivenSetting? {
        for source in sources {
            for variable in variables {
                guard let text = source.values[variable], !text.isEmpty else { continue }
                return GivenSetting(variable: variable, text: text, source: source.name)
            }
        }
        return nil
    }

    /// The text given for one variable.
    func string(_ variable: String) -> String? {
        value(of: [variable])?.text
    }

    /// A secret: a variable itself, or the content of the file that `<variable>_FILE` names.
    func secret(_ variables: [String]) throws(SettingsError) -> String? {
        for source in sources {
            for name in variables {
                if let value = source.values[name], !value.isEmpty { return value }
                guard let path = source.values[name + "_FILE"], !path.isEmpty else { continue }
                do throws(FileError) {
                    let bytes = try ReadOnlyFile.contents(of: FilePath(path), limit: Self.sizeLimit, .pipe)
                    return String(decoding: bytes, as: UTF8.self).trimmingWhitespace()
                } catch {
                    throw SettingsError("\(name)_FILE names \(path), which \(error.predicate).")
                }
            }
        }
        return nil
    }

    /// Reads a configuration file: one JSON object of variable names and values.
    static func file(at path: String, mayBeMissing: Bool) throws(SettingsError) -> Source? {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try ReadOnlyFile.contents(of: FilePath(path), limit: Self.sizeLimit, .pipe)
        } catch {
            if mayBeMissing, case .system = error.reason { return nil }
            throw SettingsError("The configuration file \(error).")
        }
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
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

extension String {
    func trimmingWhitespace() -> String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
