import Async
import HTTP
import MCP
import Postgres
import ServerKit
import Synchronization

/// Which bank is meant where a call names none, and whether it may name another.
struct BankSetting: Sendable {
    static let defaultName = "default"
    static let longestName = 255

    /// The bank that MEMORY_BANK fixes; nil where calls may name any.
    let fixed: String?

    var name: String { fixed ?? Self.defaultName }

    /// The setting.
    static let setting = Setting(
        "MEMORY_BANK",
        defaultText: "any; \(defaultName) where a call names none",
        "The one bank of this server: it is meant by every call, and a call that names another is refused"
    ) { given throws(SettingsError) -> String? in
        guard let given else { return nil }
        guard !given.text.isEmpty, given.text.unicodeScalars.count <= longestName else {
            throw given.error("must be a name of up to \(longestName) characters")
        }
        return given.text
    }
}

/// Finds the banks that calls name.
final class BankAccess: Sendable {
    /// For so long what the database said is taken to be true.
    private static let freshness = Duration.seconds(1)

    let setting: BankSetting
    private let database: LazyValue<PostgresPool>
    private let known = Mutex<[String: (id: Int32, at: ContinuousClock.Instant)]>([:])

    init(_ setting: BankSetting, database: LazyValue<PostgresPool>) {
        self.setting = setting
        self.database = database
    }

    func store() async throws -> BankStore { BankStore(pool: try await database.value()) }

    /// The only bank that the current call may name, by the setting or by the endpoint that it came to; nil where it may
    /// name any.
    var fixed: String? { setting.fixed ?? RequestContext.current?.endpointScope?.value }

    /// The bank that is meant where the current call names none.
    var ownName: String { fixed ?? BankSetting.defaultName }

    /// Whether the current call may name a bank.
    func mayName(_ name: String) -> Bool {
        let scope = RequestContext.current?.endpointScope?.value
        return (setting.fixed ?? name) == name && (scope ?? name) == name
    }

    /// The name of the bank that a call means.
    ///
    /// - Throws: ``ToolError`` where it may not be meant.
    func name(_ given: String?) throws(ToolError) -> String {
        let name = given ?? RequestContext.current?.endpointScope?.value ?? setting.name
        guard mayName(name) else {
            throw ToolError(
                "Only the bank \"\(ownName)\" can be reached here, so that nothing goes to another one. Leave bank out.",
                kind: .forbidden
            )
        }
        return name
    }

    /// The id of the bank that a call means.
    ///
    /// - Throws: ``ToolError`` where there is no such bank.
    func id(_ given: String?) async throws -> Int32 { try await ids([name(given)])[0] }

    /// The ids of the banks that a call means, in their order; that of the one that is meant where it names none.
    func ids(_ given: [String]?) async throws -> [Int32] {
        let names = try given.map { try $0.map { try name($0) } } ?? [name(nil)]
        return try await ids(names)
    }

    /// Notes a bank that was found or made.
    func note(_ name: String, id: Int32) { known.withLock { $0[name] = (id, .now) } }

    /// Has the database asked about a bank anew.
    func forget(_ name: String) { known.withLock { $0[name] = nil } }

    private func ids(_ names: [String]) async throws -> [Int32] {
        let now = ContinuousClock.now
        let fresh = known.withLock { known in
            names.compactMap { name in
                known[name].flatMap { now - $0.at < Self.freshness ? $0.id : nil }
            }
        }
        if fresh.count == names.count { return fresh }
        let found = try await store().ids(of: names)
        return try names.map { name in
            guard let id = found[name] else {
                forget(name)
                // Where nothing was stored yet, nothing is found.
                if name == ownName { return Self.none }
                throw ToolError.noBank(name)
            }
            note(name, id: id)
            return id
        }
    }

    /// The id of no bank.
    static let none: Int32 = 0
}

extension ToolError {
    static func noBank(_ name: String) -> ToolError {
        .notFound(
            "bank",
            with: "the name \"\(name)\"",
            hint: "list_memory_banks tells which there are, and create_memory_bank makes one."
        )
    }
}
