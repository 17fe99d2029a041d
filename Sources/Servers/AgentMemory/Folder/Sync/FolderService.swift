import Async
import Coordination
import Logging
import Postgres
import ServiceLifecycle
import SystemPackage

/// Keeps the folder in step while the server serves: when a file changes, when a memory does, and now and then.
struct FolderService: Service {
    /// Where nothing tells of changes, and for such as nothing told of.
    private static let interval = Duration.seconds(30)

    private let sync: FolderSync
    private let memories: ChannelFollower
    private let worker: BackgroundWorker
    private let logger: Logger

    /// - Parameter listening: How to connect to hear of changes of memories.
    init(
        _ sync: FolderSync,
        logger: Logger,
        listening: @escaping @Sendable () async throws -> PostgresConfiguration
    ) {
        self.sync = sync
        memories = ChannelFollower(MemoryChannel.memories, logger: logger, connecting: listening)
        self.logger = logger
        let reporter = SyncReporter(logger: logger)
        worker = BackgroundWorker(logger: logger) {
            let start = ContinuousClock.now
            do {
                reporter.note(try await sync.run(.both, waiting: false))
            } catch let problem as SyncProblem {
                reporter.note(problem)
                return .unfinished
            }
            // A bank that is written to all the time leaves time for others.
            try await Task.sleep(for: (ContinuousClock.now - start) * 2)
            return .done
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await worker.run() }
                group.addTask { await followFiles() }
                group.addTask { await memories.run { worker.wake() } }
                group.addTask {
                    while (try? await Task.sleep(for: Self.interval)) != nil { worker.wake() }
                }
            }
        }
    }

    /// Wakes the worker when a file changes. The folder is watched anew after it was away.
    private func followFiles() async {
        var isTold = false
        while !Task.isCancelled {
            do throws(Errno) {
                let watcher = try FolderWatcher(sync.path)
                isTold = false
                worker.wake()
                for await _ in watcher.changes { worker.wake() }
            } catch {
                // The first sync makes it.
                if !isTold, error != .noSuchFileOrDirectory {
                    logger.notice("the folder is not watched, but looked at", metadata: ["error": "\(error)"])
                }
                isTold = error != .noSuchFileOrDirectory
            }
            try? await Task.sleep(for: .seconds(2))
        }
    }
}
