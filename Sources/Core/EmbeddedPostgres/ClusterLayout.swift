import Files
import SystemPackage

/// Where the cluster's files are under PADDLE_HOME.
struct ClusterLayout: Sendable {
    let home: FilePath
    var cluster: FilePath { home.appending("cluster") }
    /// PostgreSQL's data folder. A rename puts it in place, so it is never incomplete.
    var data: FilePath { cluster.appending("data") }
    /// The folder of the socket.
    var sockets: FilePath { cluster.appending("run") }
    var logs: FilePath { cluster.appending("log") }
    /// The server's output before its log collector takes over.
    var startLog: FilePath { logs.appending("start.log") }
    /// The watcher's output.
    var watcherLog: FilePath { logs.appending("watcher.log") }
    /// The password of the role `paddle`.
    var secret: FilePath { cluster.appending("secret") }
    /// Locked by the process that starts or stops the server, while it does.
    var lock: FilePath { cluster.appending("lock") }
    /// Locked by the server itself, through the standard input that all its processes inherit.
    var running: FilePath { cluster.appending("running") }
    var postmasterFile: FilePath { data.appending("postmaster.pid") }

    /// - Parameter home: PADDLE_HOME; a relative path is taken from the current directory, once, here.
    init(home: String) {
        self.home = FilePath(home).absolute
    }

    static let stagingPrefix = "data.new-"

    /// A fresh name for a data folder that is being created.
    func staging() -> FilePath {
        cluster.appending(Self.stagingPrefix + String(UInt64.random(in: .min ... .max), radix: 16))
    }

    /// Refuses a folder that others can change, or one on the way to it. Whose the cluster is, its owner decides.
    func checkTrust() throws(EmbeddedClusterError) {
        do throws(FileError) {
            _ = try cluster.trusted()
        } catch {
            guard case .distrusted(let flaw) = error.reason else { return }
            if !flaw.concernsMode, flaw.path == home.resolved.appending("cluster") { return }
            throw EmbeddedClusterError(.folder, "The private database is not used: \(error)")
        }
    }

    /// Creates the missing folders, each accessible only to the accounts that need it.
    func create(_ owner: ClusterOwner) throws {
        try Folder.makeAll(home, mode: owner.asking.isRoot ? 0o755 : 0o700)
        // Root owns the folder itself, so that the account it drops to cannot replace the lock or the password.
        try Folder.make(cluster, mode: owner.asking.isRoot ? 0o711 : 0o700)
        for folder in [sockets, logs] where try Folder.make(folder, mode: 0o700) {
            if owner.asking.isRoot { try ClusterFiles.give(folder, to: owner.account) }
        }
    }
}
