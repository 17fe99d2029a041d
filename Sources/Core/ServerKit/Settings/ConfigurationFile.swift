import JSONFormat
import MCP
import Text

/// A configuration file: one JSON object of settings by the names of their variables. Several servers may share it; what
/// is meant for one of them stands in an object of its own, under the server's name.
struct ConfigurationFile {
    /// For errors.
    let path: String
    /// The server that reads it.
    let server: String
    /// Every setting that may stand in it; nil where only a few are looked for, and the rest does not matter.
    let known: [any SettingDeclaration]?

    /// The servers that may share a file.
    private static let servers = ["vector-store", "agent-memory", "rag", "scheduler", "testing-validation"]

    /// The values for the server alone, and those for all servers.
    func values(in text: [UInt8]) throws(SettingsError) -> (own: [String: String], shared: [String: String]) {
        let json: JSON
        do {
            json = try JSON(parsing: ByteOrderMark.removed(from: text), within: .handwritten)
        } catch {
            throw SettingsError("The configuration file \(path) cannot be used: \(error)")
        }
        guard let members = json.objectValue else {
            throw SettingsError(
                "The configuration file \(path) must hold one JSON object, as in {\"LOG_LEVEL\":\"debug\"}."
            )
        }
        var shared: [String: String] = [:]
        var own: [String: String] = [:]
        for (name, value) in members {
            if case .object(let section) = value, known == nil || !names.contains(name) {
                try checkSection(name)
                guard name == server else { continue }
                for (name, value) in section { own[name] = try self.text(of: value, for: name) }
            } else {
                shared[name] = try self.text(of: value, for: name)
            }
        }
        return (own, shared)
    }

    private var names: [String] { known?.flatMap(\.names) ?? [] }

    private func text(of value: JSON, for name: String) throws(SettingsError) -> String? {
        guard name != Settings.home.variable else {
            throw SettingsError(
                "\(name) cannot be set in \(path), because the file is looked for under it. Set it in the environment, or "
                    + "give --home."
            )
        }
        guard known == nil || names.contains(name) else { throw unknown(name) }
        switch value {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .double(let number): return String(number)
        case .number(let number): return number.text
        case .bool(let flag): return String(flag)
        case .null: return nil
        case .array, .object:
            guard known != nil else { return nil }
            throw SettingsError("\(name) in \(path) must be a string, a number or a boolean.")
        }
    }

    /// A name that is not known must not be passed over: it may be a misspelt READ_ONLY.
    private func unknown(_ name: String) -> SettingsError {
        let nearest = WireName.nearest(to: name, among: names).map { "Did you mean \($0)?" }
        let other =
            "What only another server knows goes into an object under its name, as in {\"scheduler\":{\(quoted(name)):…}}."
        return SettingsError("\(quoted(name)) in \(path) is not a setting of \(server). \(nearest ?? other)")
    }

    /// The object of another server is none of ours; any other may hold what was meant for this one.
    private func checkSection(_ name: String) throws(SettingsError) {
        let servers = [server] + Self.servers.filter { $0 != server }
        guard !servers.contains(name) else { return }
        let nearest = WireName.nearest(to: name, among: names + servers).map { "Did you mean \($0)?" }
        let remedy =
            nearest ?? "Settings stand by themselves, or in an object of one of \(servers.joined(separator: ", "))."
        throw SettingsError("\(quoted(name)) in \(path) is neither a setting nor a server. \(remedy)")
    }

    private func quoted(_ name: String) -> String { JSON.string(LineText.cut(name, toBytes: 100)).description }
}
