import Glibc
import Postgres
import SystemPackage

/// How clients connect to the cluster, whatever the PG* variables say: those are meant for another server.
struct ClusterAccess {
    let socket: ClusterSocket
    let secret: ClusterSecret

    /// Every setting that libpq would otherwise take from the environment. It ignores empty values, so none is empty;
    /// most only have to be valid, since nothing is encrypted on a Unix socket.
    var configuration: PostgresConfiguration {
        Self.forgetOtherServer()
        let parameters = [
            "host": socket.folder.string, "port": "\(ClusterSocket.port)", "dbname": ClusterInitializer.database,
            "user": ClusterInitializer.role, "password": secret.password, "require_auth": "scram-sha-256",
            "channel_binding": "disable", "options": " ", "target_session_attrs": "any", "connect_timeout": "10",
            "load_balance_hosts": "disable", "min_protocol_version": "3.0", "max_protocol_version": "3.0",
            "gssencmode": "disable", "gssdelegation": "0", "sslmode": "disable", "sslnegotiation": "postgres",
            "sslcertmode": "disable", "sslrootcert": "/dev/null", "ssl_min_protocol_version": "TLSv1.2",
            "ssl_max_protocol_version": "TLSv1.3",
        ]
        return PostgresConfiguration(parameters: parameters.filter { Self.keywords.contains($0.key) })
    }

    /// Only settings that this release of libpq knows; it refuses others.
    private static let keywords = ConnectionOptions.keywords()

    /// The variables that no setting overrides. PGAPPNAME stays: it names the program, not the server.
    private static let variables = [
        "PGHOSTADDR", "PGSERVICE", "PGREQUIREPEER", "PGTZ", "PGDATESTYLE", "PGGEQO",
    ]

    /// Removes these variables from the process, once and only where they are set. glibc's `unsetenv` frees nothing, so
    /// it is safe while other threads read the environment.
    private static func forgetOtherServer() {
        for variable in variables where unsafe getenv(variable) != nil { unsafe unsetenv(variable) }
    }
}
