import Postgres
import Retrieval

/// Which memories are meant, beside those of their banks.
struct MemoryCondition: Sendable {
    /// Which memories count as believed.
    enum State: Sendable {
        /// Those that are believed now.
        case current
        /// Those that were believed at a time, as far as was known then.
        case asOf(String)
        /// Those that were retired.
        case retired
        /// All, retired ones too.
        case all
    }

    var state = State.current
    var kinds: [MemoryKind]?
    /// From when on what they tell was true, or was told.
    var after: String?
    /// Before when that was.
    var before: String?

    /// Those that are left out, by their ids.
    var excluded: [Int32] = []

    /// The condition on a row.
    func met(by row: SQL) -> SQL {
        var conditions = [isBelieved(row)]
        if let kinds { conditions.append("\(fragment: row).kind = ANY (\(kinds))") }
        if !excluded.isEmpty { conditions.append("\(fragment: row).id <> ALL (\(excluded))") }
        let time: SQL = "coalesce(\(fragment: row).valid_from, \(fragment: row).created_at)"
        if let after { conditions.append("\(fragment: time) >= \(fragment: .time(after))") }
        if let before { conditions.append("\(fragment: time) < \(fragment: .time(before))") }
        return conditions.joined(separator: " AND ")
    }

    /// The rows of some banks.
    func scope(_ banks: [Int32]) -> SearchScope { SearchScope(banks, isSelective: isSelective, where: met) }

    /// Whether few of a bank's memories may be meant.
    private var isSelective: Bool {
        if case .current = state { return kinds != nil || after != nil || before != nil }
        return true
    }

    private func isBelieved(_ row: SQL) -> SQL {
        switch state {
        case .current:
            """
            \(fragment: row).retired_at IS NULL
                AND (\(fragment: row).expires_at IS NULL OR \(fragment: row).expires_at > pg_catalog.now())
                AND (\(fragment: row).valid_to IS NULL OR \(fragment: row).valid_to > pg_catalog.now())
            """
        case .asOf(let time):
            """
            \(fragment: row).recorded_at <= \(fragment: .time(time))
                AND (\(fragment: row).retired_at IS NULL OR \(fragment: row).retired_at > \(fragment: .time(time)))
                AND (\(fragment: row).expires_at IS NULL OR \(fragment: row).expires_at > \(fragment: .time(time)))
                AND (\(fragment: row).valid_from IS NULL OR \(fragment: row).valid_from <= \(fragment: .time(time)))
                -- Of what was superseded, the end became known only then.
                AND (\(fragment: row).valid_to IS NULL OR \(fragment: row).valid_to > \(fragment: .time(time))
                    OR \(fragment: row).retired_as = 'superseded')
            """
        case .retired: "\(fragment: row).retired_at IS NOT NULL"
        case .all: "true"
        }
    }
}

extension SQL {
    /// A time that PostgreSQL reads from text.
    static func time(_ text: String?) -> SQL { "\(text)::pg_catalog.text::pg_catalog.timestamptz" }

    /// Several of them.
    static func times(_ texts: [String?]) -> SQL { "\(texts)::pg_catalog.text[]::pg_catalog.timestamptz[]" }
}
