import EmbeddedPostgres
import Files
import FoundationEssentials
import Glibc
import Logging
import Postgres
import SystemPackage

extension EmbeddedCluster {
    /// The cluster of PADDLE_HOME, which a process of this same program stops when nobody has used it for a while.
    init(_ settings: ClusterSettings, logger: Logger) {
        let watcher = settings.idleStop.map { idle in
            var environment = ["PADDLE_HOME": settings.home]
            environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
            return ClusterWatcher(
                program: Self.thisProgram,
                arguments: ["database", "stop", "--when-idle", "\(idle / .seconds(1))"],
                environment: environment
            )
        }
        self.init(home: settings.home, postgresql: settings.postgresql, watcher: watcher, logger: logger)
    }

    /// The path of this program, or another path to it where an update has replaced the file.
    private static var thisProgram: String {
        let link = "/proc/\(getpid())/exe"
        guard let path = FilePath(link).linkTarget?.string, unsafe access(path, X_OK) == 0 else { return link }
        return path
    }
}
