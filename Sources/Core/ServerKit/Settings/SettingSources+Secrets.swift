import Files
import SystemPackage
import Text

extension SettingSources {
    /// A secret: a variable itself, or the content of the file that `<variable>_FILE` names.
    ///
    /// - Throws: ``SettingsError``, which never tells the secret; also where a file is named that holds none.
    func secret(_ variables: [String]) throws(SettingsError) -> String? {
        for source in sources {
            for name in variables {
                if let value = source.values[name], let secret = try Self.secret(in: value, name) {
                    try source.checkPrivacy(of: name)
                    return secret
                }
                guard let path = source.values[name + "_FILE"]?.trimmingWhitespace(), !path.isEmpty else { continue }
                return try Self.secret(inFile: path, name)
            }
        }
        return nil
    }

    private static func secret(inFile path: String, _ name: String) throws(SettingsError) -> String {
        let subject = "\(name)_FILE names \(ShownValue.of(path)), which"
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try ReadOnlyFile.contents(of: FilePath(path), limit: sizeLimit, .pipe, trust: .namedSecret)
        } catch {
            throw SettingsError("\(subject) \(error.predicate).")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettingsError("\(subject) is not text in UTF-8. Save it as such, with the secret on one line.")
        }
        guard let secret = try Self.secret(in: text, subject) else {
            throw SettingsError("\(subject) is empty. Write the secret into it, or do not set \(name)_FILE.")
        }
        return secret
    }

    /// The secret in a text without what editors leave around it; nil where there is none.
    ///
    /// - Parameter subject: How the sentence of an error begins.
    private static func secret(in text: String, _ subject: String) throws(SettingsError) -> String? {
        let bytes = ByteOrderMark.removed(from: Array(text.utf8))
        let secret = String(decoding: bytes, as: UTF8.self).trimmingWhitespace()
        // It would end a line of what it is sent in. A second line is more likely another secret than a part of this one.
        guard !secret.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0.isLineEnd })
        else {
            throw SettingsError(
                "\(subject) holds a line break or another control character within the secret; it must be one line alone."
            )
        }
        return secret.isEmpty ? nil : secret
    }
}

extension Unicode.Scalar {
    /// Whether it ends a line, though it is no control character.
    fileprivate var isLineEnd: Bool {
        [.lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
    }
}
