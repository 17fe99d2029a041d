import Logging
import Synchronization

/// Logs what syncs did, and once what keeps files from being in step.
final class SyncReporter: Sendable {
    private let logger: Logger
    private let known = Mutex<Set<String>>([])

    init(logger: Logger) { self.logger = logger }

    func note(_ report: SyncReport) {
        if report.changesMemories || !report.written.isEmpty {
            logger.info(
                "folder and bank were brought in step",
                metadata: [
                    "created": "\(report.created.count)", "updated": "\(report.updated.count)",
                    "retired": "\(report.retired.count)", "restored": "\(report.restored.count)",
                    "written": "\(report.written.count)",
                ]
            )
        }
        for path in report.conflicts {
            logger.warning("both sides were changed; the file's is kept beside it", metadata: ["file": "\(path)"])
        }
        warn(report.flaws.map(\.description))
    }

    func note(_ problem: SyncProblem) { warn([problem.description]) }

    /// Warns of what was not so before.
    private func warn(_ texts: [String]) {
        let new = known.withLock { known in
            defer { known = Set(texts) }
            return texts.filter { !known.contains($0) }
        }
        for text in new.prefix(20) { logger.warning("not in step: \(text)") }
    }
}
