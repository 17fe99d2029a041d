import CLibpq

/// The fields of an error or notice as the server sent them.
final class ServerReport: Sendable {
    let severity: String?
    let sqlState: SQLState?
    let message: String
    let detail: String?
    let hint: String?
    let position: Int?
    let schema: String?
    let table: String?
    let column: String?
    let constraint: String?
    /// The server function that reported the error.
    let routine: String?

    /// Reads the fields of a result, which the caller still owns. Message and hint are safe to show.
    init(_ result: OpaquePointer, hiding values: HiddenValues) {
        func field(_ field: pq_field) -> String? {
            unsafe pq_error_field(result, field).map { unsafe String(cString: $0) }
        }
        let state = field(pq_field_sqlstate).map(SQLState.init(rawValue:))
        severity = field(pq_field_severity)
        sqlState = state
        // Without a primary message the error comes from libpq, about a lost connection.
        var message = field(pq_field_message)
        if message == nil { message = unsafe String(cString: PQresultErrorMessage(result)).trimmedLines }
        self.message = message.map { values.hidden(in: $0, state) } ?? ""
        detail = field(pq_field_detail)
        hint = field(pq_field_hint).map { values.hidden(in: $0, state) }
        position = field(pq_field_position).flatMap { Int($0) }
        schema = field(pq_field_schema)
        table = field(pq_field_table)
        column = field(pq_field_column)
        constraint = field(pq_field_constraint)
        routine = field(pq_field_routine)
    }
}

extension String {
    /// The text as one line; libpq ends its messages with newlines and may combine several.
    var trimmedLines: String {
        split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
