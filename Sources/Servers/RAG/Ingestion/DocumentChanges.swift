import Coordination
import Documents
import Logging
import Postgres
import ServiceLifecycle

/// Has documents cut that others store, as soon as they do.
struct DocumentChanges: Service {
    private let access: RAGAccess
    private let documents: ChannelFollower

    init(
        access: RAGAccess,
        logger: Logger,
        connecting: @escaping @Sendable () async throws -> PostgresConfiguration
    ) {
        self.access = access
        documents = ChannelFollower(documentChangeChannel, logger: logger, connecting: connecting)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await documents.run { access.stored() } }
    }
}
