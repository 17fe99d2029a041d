import JSONFormat

/// Our own format: one JSON object a line, with one member, which says what the line tells. The first line describes the
/// file, the last one counts what came before it, so that a file that was cut is noticed.
enum BankFile {
    static let format = "paddle-memory-bank"
    static let version: Int64 = 1

    /// The names of the lines.
    enum Line: String {
        case memory, session, turn, value, distinction, end
    }

    /// What the first line says of the bank.
    struct Header: Sendable {
        let description: String?

        init(_ line: JSONObject) throws(ImportFlaw) {
            guard line["format"]?.stringValue == BankFile.format else {
                throw ImportFlaw("does not begin an export of a bank: its format is not \"\(BankFile.format)\"")
            }
            guard case .int(let version)? = line["version"], version >= 1 else { throw ImportFlaw("has no version") }
            guard version == BankFile.version else {
                throw ImportFlaw(
                    "is of version \(version) of the format, and this server reads version \(BankFile.version)"
                )
            }
            description = try line.object("bank").text("description")
        }
    }

    /// How many lines of each kind there are.
    struct Counts: Sendable, Hashable {
        var memories: Int32 = 0
        var sessions: Int32 = 0
        var turns: Int32 = 0
        var values: Int32 = 0
        var distinctions: Int32 = 0

        init() {}

        init(_ members: JSONObject) throws(ImportFlaw) {
            memories = try members.integer("memories") ?? 0
            sessions = try members.integer("sessions") ?? 0
            turns = try members.integer("turns") ?? 0
            values = try members.integer("values") ?? 0
            distinctions = try members.integer("distinctions") ?? 0
        }

        /// How many lines that is.
        var total: Int64 {
            [memories, sessions, turns, values, distinctions].reduce(0) { $0 + Int64($1) }
        }

        /// As the first and the last line tell it.
        var json: JSON {
            [
                "memories": .int(Int64(memories)), "sessions": .int(Int64(sessions)), "turns": .int(Int64(turns)),
                "values": .int(Int64(values)), "distinctions": .int(Int64(distinctions)),
            ]
        }
    }

    /// What a line other than the first one tells.
    static func line(_ line: JSONObject) throws(ImportFlaw) -> (line: Line, members: JSONObject) {
        guard line.count == 1, let name = line.first?.key, let kind = Line(rawValue: name) else {
            throw ImportFlaw("is none of the lines of an export of a bank")
        }
        return (kind, try line.object(name))
    }
}
