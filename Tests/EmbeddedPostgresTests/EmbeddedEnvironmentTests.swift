import Glibc
import Logging
import Postgres
import SystemPackage
import TestSupport
import Testing

@testable import EmbeddedPostgres

@Suite("The private cluster and the environment", .serialized)
struct EmbeddedEnvironmentTests {
    /// What would keep a client from its server, or change what it does there.
    private static let variables = [
        "PGHOST": "localhost", "PGHOSTADDR": "127.0.0.9", "PGPORT": "1", "PGDATABASE": "other", "PGUSER": "other",
        "PGPASSWORD": "other", "PGPASSFILE": "/nonexistent", "PGSERVICE": "nowhere", "PGSERVICEFILE": "/nonexistent",
        "PGREQUIREPEER": "somebody else", "PGREQUIREAUTH": "none", "PGCHANNELBINDING": "require",
        "PGOPTIONS": "-c work_mem=1234kB", "PGTZ": "Asia/Tokyo", "PGDATESTYLE": "German", "PGGEQO": "off",
        "PGCLIENTENCODING": "LATIN1", "PGCONNECT_TIMEOUT": "soon", "PGTARGETSESSIONATTRS": "standby",
        "PGLOADBALANCEHOSTS": "rubbish", "PGSSLMODE": "verify-full", "PGREQUIRESSL": "1", "PGSSLNEGOTIATION": "direct",
        "PGSSLCERTMODE": "require", "PGSSLROOTCERT": "system", "PGSSLCERT": "/nonexistent", "PGSSLKEY": "/nonexistent",
        "PGSSLMINPROTOCOLVERSION": "rubbish", "PGSSLMAXPROTOCOLVERSION": "rubbish", "PGMINPROTOCOLVERSION": "rubbish",
        "PGMAXPROTOCOLVERSION": "rubbish", "PGGSSENCMODE": "require", "PGGSSDELEGATION": "rubbish",
        "PGGSSLIB": "rubbish",
    ]

    @Test("no PG* variable changes how it is reached or what a session is like")
    func variables() async throws {
        try await withHome { home in
            _ = try await home.cluster.connect()
            for (name, value) in Self.variables {
                await #expect(processExitsWith: .success, "\(name)=\(value)") {
                    [home = home.path.string as String, name = name as String, value = value as String] in
                    unsafe setenv(name, value, 1)
                    let cluster = EmbeddedCluster(home: home, postgresql: "/nonexistent", logger: Logger(label: "test"))
                    let session = try await ask(
                        cluster.connect(),
                        """
                        SELECT concat_ws(' ', current_user, current_database(), inet_server_addr(), \
                        current_setting('TimeZone'), current_setting('DateStyle'), current_setting('work_mem'), \
                        current_setting('geqo'), current_setting('client_encoding'))
                        """
                    )
                    try #require(session == "paddle paddle UTC ISO, MDY 4MB on UTF8")
                }
            }
        }
    }
}
