import Async
import Dispatch
import Files
import Postgres
import SystemPackage

/// Brings a folder of Markdown files and a bank in step.
///
/// One process at a time works on a folder: it holds the lock of the folder's own file. Each file is one transaction, in
/// which the file is written before the commit; a process that is killed in between leaves a file that says what the next
/// sync finds in the bank, so that nothing is done twice.
struct FolderSync: Sendable {
    let path: FilePath
    let access: MemoryAccess
    let secrets: SecretFilter

    /// How often a plan is made anew because others wrote meanwhile.
    private static let mostAttempts = 8

    /// - Parameters:
    ///   - dryRun: Whether nothing is written, and what would be is told.
    ///   - waiting: Whether to wait for another server that has the folder.
    func run(
        _ direction: SyncDirection,
        dryRun: Bool = false,
        waiting: Bool = true,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> SyncReport {
        let pool = try await access.store().pool
        let store = FolderStore(pool: pool)
        let bank = try await bank(makes: !dryRun, pool)
        let root = try await open(makes: !dryRun, bank: bank, store)
        try await checkPlace(root, direction, bank: bank, store)
        let lock = try await lock(root, makes: !dryRun, waiting: waiting)
        defer { withExtendedLifetime(lock) {} }
        var report = SyncReport()
        for _ in 0..<Self.mostAttempts {
            if try await attempt(direction, dryRun, root, bank: bank, store, into: &report, progress) {
                if report.changesMemories { access.stored() }
                return report
            }
        }
        report.flaws.append(FolderFlaw(path: "", reason: "was changed again and again meanwhile; sync once more"))
        if report.changesMemories { access.stored() }
        return report
    }

    /// Looks, makes a plan, and carries it out.
    ///
    /// - Returns: false where others wrote meanwhile, so that another plan is needed.
    private func attempt(
        _ direction: SyncDirection,
        _ dryRun: Bool,
        _ root: OpenFolder,
        bank: Int32,
        _ store: FolderStore,
        into report: inout SyncReport,
        _ progress: (_ done: Int, _ total: Int) -> Void
    ) async throws -> Bool {
        var reading = try await FolderReader(root: root).read()
        let linked = try await link(root, reading, direction, bank: bank, makes: !dryRun, store)
        if linked.isAnew, reading.missing == .deleted { reading.missing = .lost }
        let marks = reading.files.compactMap(\.file.frontMatter?.mark)
        let snapshot = try await store.state(of: linked.folder, bank: bank, marks: marks)
        let plan = try await plan(snapshot.state, reading, direction, store.pool)
        report.files = reading.files.count
        report.flaws = plan.flaws
        report.heldBack = plan.heldBack
        if snapshot.isCut {
            let reason = "takes \(FolderStore.mostMemories) memories that have no file yet, and the bank has more"
            report.flaws.append(FolderFlaw(path: "", reason: reason))
        }
        guard let folder = linked.folder, !dryRun else {
            for file in plan.files { report.preview(file) }
            return true
        }
        let carrier = FileCarrier(
            folder: folder,
            rows: snapshot.state.rows,
            store: store,
            memories: try await access.store(),
            banks: try await access.banks.store(),
            writer: FolderWriter(try PrivateFolder(in: root))
        )
        return try await carry(plan, by: carrier, from: snapshot.revision, into: &report, progress)
    }

    private func carry(
        _ plan: FolderPlan,
        by carrier: FileCarrier,
        from revision: Int64,
        into report: inout SyncReport,
        _ progress: (_ done: Int, _ total: Int) -> Void
    ) async throws -> Bool {
        let files = plan.files.filter { !$0.isInStep }
        var revision = revision
        for (done, file) in files.enumerated() {
            try Task.checkCancellation()
            do {
                let new = try await carrier.carry(file, revision: revision)
                revision += 1
                report.add(file, new: new)
                progress(done + 1, files.count)
            } catch is StalePlan {
                return false
            } catch let error as FolderWriteError {
                if error.reason == .changed { return false }
                report.flaws.append(FolderFlaw(path: file.path.text, reason: error.predicate))
            } catch let error as PostgresError where error.isUndoneForOthers {
                return false
            }
        }
        return true
    }

    /// The plan, without what must not be stored.
    private func plan(
        _ state: FolderState,
        _ reading: FolderReading,
        _ direction: SyncDirection,
        _ pool: PostgresPool
    ) async throws -> FolderPlan {
        let first = try await DispatchQueue.global().run {
            FolderPlanner.plan(state, reading, direction, objection: StoredText.objection)
        }
        let texts = first.files.flatMap(\.changes).compactMap(\.newContent)
        guard !texts.isEmpty else { return first }
        let found = try await secrets.secrets(in: texts, pool)
        guard !found.isEmpty else { return first }
        let refused = Dictionary(found.map { (texts[$0.key], $0.value) }) { first, _ in first }
        return try await DispatchQueue.global().run {
            FolderPlanner.plan(state, reading, direction) { text in
                StoredText.objection(to: text)
                    ?? refused[text].map {
                        "seems to hold a secret (\($0)), which is not stored, since memories are read by models"
                    }
            }
        }
    }

    /// The bank, which is made where it is not there.
    private func bank(makes: Bool, _ pool: PostgresPool) async throws -> Int32 {
        let name = access.banks.setting.name
        let banks = try await access.banks.store()
        if let known = try await banks.ids(of: [name])[name] { return known }
        guard makes else { return BankAccess.none }
        return try await pool.transaction { try await banks.make(name, description: nil, on: $0).id }
    }
}

extension FilePlan.Change {
    /// What a memory would say that does not say it now.
    fileprivate var newContent: String? {
        switch self {
        case .create(let content), .update(_, _, let content), .restore(_, let content): content
        case .retire: nil
        }
    }
}
