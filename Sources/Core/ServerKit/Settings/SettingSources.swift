import Files
import SystemPackage

/// Where settings come from: flags, then the environment, then a JSON file. All three use the variable's name.
public struct SettingSources: Sendable {
    /// The values of one source, and how an error names that source.
    struct Source: Sendable {
        let name: String
        let values: [String: String]
        /// The file, where others than its owner may read it.
        var publicFile: FilePath?
    }

    /// The most bytes of a configuration file or a secret; anything larger is surely the wrong file.
    static let sizeLimit = 1 << 20

    /// The first source that has a value wins.
    let sources: [Source]

    init(flags: [String: String], environment: [String: String], file: [Source] = []) {
        sources =
            [Source(name: "command line", values: flags), Source(name: "environment", values: environment)] + file
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

    /// Reads a configuration file; see ``ConfigurationFile``. What it holds for the server alone goes before the rest.
    static func file(
        at path: String,
        mayBeMissing: Bool,
        server: String,
        known: [any SettingDeclaration]?
    ) throws(SettingsError) -> [Source] {
        let file: ReadOnlyFile
        let bytes: [UInt8]
        do throws(FileError) {
            // Only a file that somebody has named may come from a shell's pipe.
            file = try ReadOnlyFile(FilePath(path), mayBeMissing ? [] : .pipe, trust: mayBeMissing ? .own : .named)
            bytes = try file.contents(limit: Self.sizeLimit)
        } catch {
            // Only absence is no mistake: a file that cannot be read may hold READ_ONLY.
            guard mayBeMissing, case .system(.noSuchFileOrDirectory) = error.reason else {
                throw SettingsError("The configuration file \(ShownValue.of(path)) \(error.predicate).")
            }
            guard !FilePath(path).isBehindBrokenLink else {
                throw SettingsError(
                    "The configuration file \(ShownValue.of(path)) cannot be read: it, or a folder on the way to it, is a symbolic link "
                        + "that leads nowhere. Mend the link, or remove it."
                )
            }
            return []
        }
        let isPublic = file.status.type == .regular && FileTrust.namedSecret.flaw(in: file.status, at: file.path) != nil
        let values = try ConfigurationFile(path: path, server: server, known: known).values(in: bytes)
        return [values.own, values.shared].map {
            Source(name: "file \(path)", values: $0, publicFile: isPublic ? file.path : nil)
        }
    }

    /// Refuses a secret that Authorization reads, where others may read it, too.
    func checkPrivacy(of variable: String) throws(SettingsError) {
        let source = sources.first { $0.values[variable].map { !$0.isEmpty } ?? false }
        try source?.checkPrivacy(of: variable)
    }
}

extension SettingSources.Source {
    /// Refuses a secret from a file that others may read.
    func checkPrivacy(of variable: String) throws(SettingsError) {
        guard let publicFile else { return }
        throw SettingsError(
            "\(variable) is a secret, and others may read the file that it is in; fix it with: chmod 600 "
                + publicFile.shellQuoted
        )
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
