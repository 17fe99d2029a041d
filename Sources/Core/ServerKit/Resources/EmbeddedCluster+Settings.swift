import FoundationEssentials
import Logging
import Postgres

extension EmbeddedCluster {
    /// The cluster of PADDLE_HOME, which this very program stops again when nobody has used it for a while.
    init(_ settings: Settings, logger: Logger) {
        var watcher: ClusterWatcher?
        if let idle = settings.databaseIdleStop,
            let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        {
            var environment = ["PADDLE_HOME": settings.home]
            environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
            watcher = ClusterWatcher(
                program: program,
                arguments: ["database", "stop", "--when-idle", "\(idle / .seconds(1))"],
                environment: environment
            )
        }
        self.init(home: settings.home, postgresql: settings.postgresql, watcher: watcher, logger: logger)
    }
}
