import CLibpq
import Logging

/// Passes the server's notices to the log; libpq would print them to stderr.
@safe final class NoticeReceiver {
    private let logger: Logger
    /// Whether the server currently has values that a notice may contain, quoted or not.
    var mayHoldValues = false

    init(_ logger: Logger) { self.logger = logger }

    /// It must outlive the connection.
    func attach(to connection: OpaquePointer) {
        unsafe PQsetNoticeReceiver(
            connection,
            { argument, result in
                guard let argument = unsafe argument, let result = unsafe result else { return }
                unsafe Unmanaged<NoticeReceiver>.fromOpaque(argument).takeUnretainedValue().receive(result)
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    private func receive(_ notice: OpaquePointer) {
        guard logger.logLevel <= .debug else { return }
        let report = unsafe ServerReport(notice, hiding: .none)
        let text =
            mayHoldValues
            ? "a notice of \(report.routine ?? "the server") that may hold values (SQLSTATE \(report.sqlState ?? "?"))"
            : report.message
        logger.debug("notice", metadata: ["severity": "\(report.severity ?? "NOTICE")", "text": "\(text)"])
    }
}
