import Text

/// A statement prepared on the server, or about to be.
final class PreparedStatement {
    let text: String
    let parameterTypes: [PostgresType]
    let name: String
    fileprivate(set) var lastUse: UInt64 = 0

    init(_ sql: SQL, name: String) {
        text = sql.text
        parameterTypes = sql.binds.items.map(\.type)
        self.name = name
    }

    func fits(_ sql: SQL) -> Bool {
        let items = sql.binds.items
        guard items.count == parameterTypes.count else { return false }
        for index in items.indices where items[index].type != parameterTypes[index] { return false }
        return true
    }
}

/// The statements one connection keeps prepared, by text and parameter types; the least recently used is evicted first.
struct StatementCache {
    let capacity: Int
    /// Names to free on the server at the next opportunity.
    private(set) var evicted: [String] = []
    private var statements: [BytewiseString: [PreparedStatement]] = [:]
    private var count = 0
    private var uses: UInt64 = 0
    /// The last use before the current batch.
    private var batchStart: UInt64 = 0
    private var names = 0
    /// Behind a pooler that ignores prepared statements we may meet those of another client, which must never be taken
    /// for ours.
    private let prefix = "paddle_\(String(UInt64.random(in: .min ... .max), radix: 36))_"

    init(capacity: Int) { self.capacity = capacity }

    /// Begins a batch: statements used from now on are kept until the next batch.
    mutating func beginBatch() { batchStart = uses }

    mutating func statement(for sql: SQL) -> PreparedStatement? {
        guard let found = statements[BytewiseString(sql.text)]?.first(where: { $0.fits(sql) }) else { return nil }
        uses += 1
        found.lastUse = uses
        return found
    }

    /// A new statement for `sql`, replacing the least recently used one when the cache is full; nil when the current
    /// batch uses all of the cache.
    mutating func insert(_ sql: SQL) -> PreparedStatement? {
        guard count < capacity || evictOldest() else { return nil }
        names += 1
        uses += 1
        let statement = PreparedStatement(sql, name: prefix + String(names))
        statement.lastUse = uses
        statements[BytewiseString(sql.text), default: []].append(statement)
        count += 1
        return statement
    }

    /// Forgets a statement that the server does not have.
    mutating func remove(_ statement: PreparedStatement) {
        let text = BytewiseString(statement.text)
        guard var same = statements[text], let index = same.firstIndex(where: { $0 === statement }) else {
            return
        }
        same.remove(at: index)
        statements[text] = same.isEmpty ? nil : same
        count -= 1
    }

    /// Forgets everything, as after DISCARD ALL.
    mutating func removeAll() {
        statements = [:]
        evicted = []
        count = 0
    }

    /// Evicts everything; the statements still exist on the server.
    mutating func evictAll() {
        evicted += statements.values.joined().map(\.name)
        statements = [:]
        count = 0
    }

    mutating func takeEvicted() -> [String] {
        defer { evicted = [] }
        return evicted
    }

    /// This searches the whole cache, but only when a new statement is prepared, which costs far more.
    private mutating func evictOldest() -> Bool {
        guard let oldest = statements.values.joined().min(by: { $0.lastUse < $1.lastUse }),
            oldest.lastUse <= batchStart
        else { return false }
        remove(oldest)
        evicted.append(oldest.name)
        return true
    }
}
