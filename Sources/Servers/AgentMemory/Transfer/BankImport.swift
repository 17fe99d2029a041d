import Files
import Postgres
import Text

/// Imports a file into a bank: first all of it is looked through, and then it is stored in one transaction.
struct BankImport: Sendable {
    struct Options: Sendable {
        /// Whether what cannot be read is left out, and not all of the file refused.
        var skipsUnreadable = false
        /// Whether what looks like a secret is stored.
        var allowsSecrets = false
    }

    typealias Progress = @Sendable (_ done: Int, _ total: Int?) -> Void

    let reader: ImportReader
    let access: MemoryAccess
    let secrets: SecretFilter
    let options: Options

    /// One item of a file: the number of its entry and its place in that, from 0.
    struct Place: Hashable, Sendable {
        let entry: Int
        let item: Int
    }

    /// What was found in a file.
    struct Findings: Sendable {
        /// How many entries there are.
        fileprivate(set) var entries = 0
        fileprivate(set) var unreadable: [Problem] = []
        fileprivate(set) var unreadableCount = 0
        fileprivate(set) var refused: [Problem] = []
        /// What must not be stored.
        fileprivate(set) var secrets: Set<Place> = []

        /// What is wrong with which entry.
        struct Problem: Sendable, CustomStringConvertible {
            let description: String
        }

        fileprivate mutating func add(_ flaw: ImportFlaw, of name: String) {
            unreadableCount += 1
            guard unreadable.count < BankImport.mostProblems else { return }
            unreadable.append(Problem(description: "\(name) \(flaw.predicate)"))
        }
    }

    /// How many problems of a kind are named.
    static let mostProblems = 20

    /// Looks through the file; nothing is written.
    ///
    /// - Throws: ``TransferError`` where something cannot be read, unless that is to be left out.
    func check(progress: Progress? = nil) async throws -> Findings {
        let pool = try await access.store().pool
        var findings = Findings()
        while true {
            let batch = try await reader.batch()
            guard !batch.isEmpty else { break }
            try Task.checkCancellation()
            var shown: [(text: String, name: String, place: Place)] = []
            for (number, entry) in batch.enumerated() {
                switch entry.content {
                case .failure(let flaw): findings.add(flaw, of: entry.name)
                case .success(let items):
                    for (item, content) in items.enumerated() {
                        guard !options.allowsSecrets, let text = content.shownText else { continue }
                        shown.append((text, entry.name, Place(entry: findings.entries + number, item: item)))
                    }
                }
            }
            for (index, kind) in try await secrets.secrets(in: shown.map(\.text), pool).sorted(by: { $0.key < $1.key })
            {
                findings.secrets.insert(shown[index].place)
                guard findings.refused.count < Self.mostProblems else { continue }
                findings.refused.append(
                    Findings.Problem(description: "\(shown[index].name) seems to hold a secret (\(kind))")
                )
            }
            findings.entries += batch.count
            progress?(findings.entries, nil)
        }
        guard findings.unreadableCount == 0 || options.skipsUnreadable else { throw refusal(of: findings) }
        return findings
    }

    private func refusal(of findings: Findings) -> TransferError {
        let named = findings.unreadable.map(\.description).joined(separator: "; ")
        let more = findings.unreadableCount - findings.unreadable.count
        return TransferError(
            "Nothing was imported: \(named)\(more > 0 ? "; and \(more) more" : ""). Mend the file, or give skip_unreadable: "
                + "true, to leave out what cannot be read."
        )
    }
}
