import Logging
import Postgres

/// The PostgreSQL server that this process's tests share.
actor SharedCluster {
    static let shared = SharedCluster()

    private var starting: Task<PostgresConfiguration, any Error>?

    /// How to reach the server as its superuser; starts it the first time.
    func configuration() async throws -> PostgresConfiguration {
        if let starting { return try await starting.value }
        // A task of its own, since the test that happens to come first may be cancelled and the others go on.
        let task = Task { try await Self.start() }
        starting = task
        return try await task.value
    }

    private static func start() async throws -> PostgresConfiguration {
        if let url = environmentVariable("PADDLE_TEST_DATABASE_URL") { return try PostgresConfiguration(url: url) }
        let cluster = try ThrowawayCluster()
        var configuration = PostgresConfiguration(parameters: [
            "host": cluster.directory, "port": "5432", "user": "postgres", "dbname": "postgres", "sslmode": "disable",
            "gssencmode": "disable",
        ])
        configuration.statementCacheSize = 0
        let deadline = ContinuousClock.now + .seconds(90)
        while true {
            do {
                let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
                await connection.close()
                configuration.statementCacheSize = PostgresConfiguration().statementCacheSize
                return configuration
            } catch {
                guard cluster.isRunning, ContinuousClock.now < deadline else {
                    throw TestSupportError("the test cluster did not start: \(error)\n\(cluster.log)")
                }
                try await Task.sleep(for: .milliseconds(30))
            }
        }
    }
}
