import Files
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

    /// What was given under the first of several names in the first source that has any of them, without white space
    /// around it, as a file of variables may leave it; an empty value is not set.
    func value(of variables: [String]) -> GivenSetting? {
        for source in sources {
            for variable in variables {
                guard let text = source.values[variable]?.trimmingWhitespace(), !text.isEmpty else { continue }
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
                if let value = source.values[name]?.trimmingWhitespace(), !value.isEmpty { return value }
                guard let path = source.values[name + "_FILE"]?.trimmingWhitespace(), !path.isEmpty else { continue }
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

    /// Reads a configuration file; see ``ConfigurationFile``.
    static func file(
        at path: String,
        mayBeMissing: Bool,
        server: String,
        known: [any SettingDeclaration]
    ) throws(SettingsError) -> Source? {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try ReadOnlyFile.contents(of: FilePath(path), limit: Self.sizeLimit, .pipe)
        } catch {
            // Only absence is no mistake: a file that cannot be read may hold READ_ONLY.
            if mayBeMissing, case .system(.noSuchFileOrDirectory) = error.reason { return nil }
            throw SettingsError("The configuration file \(error).")
        }
        let file = ConfigurationFile(path: path, server: server, known: known)
        return Source(name: "file \(path)", values: try file.values(in: bytes))
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
