import SystemPackage

/// Which account runs PostgreSQL, and which one runs this process.
///
/// PostgreSQL refuses to run as root. For root, the cluster runs as the account that already owns it, or else as
/// `postgres` where that account exists, or else as `nobody`.
struct ClusterOwner: Sendable {
    let account: ClusterAccount
    let asking: ClusterAccount
    /// The owner of the password and lock files, where that is not the current account: root, using the cluster in an
    /// ordinary user's folder, must not leave files that the user cannot use.
    let keeper: ClusterAccount?

    init(_ layout: ClusterLayout) throws(EmbeddedClusterError) {
        asking = .current
        let owner = Self.owner(of: layout.data) ?? Self.owner(of: layout.cluster)
        guard asking.isRoot else {
            if let owner, owner != asking.userID {
                throw EmbeddedClusterError(
                    .folder,
                    """
                    The folder \(layout.cluster) belongs to \(Self.describe(owner)) and you are \(asking.name). Set \
                    PADDLE_HOME to a folder of your own, or run as its owner.
                    """
                )
            }
            account = asking
            keeper = nil
            return
        }
        if let owner, owner != 0 {
            account = ClusterAccount(userID: owner) ?? ClusterAccount(userID: owner, groupID: owner, name: "\(owner)")
        } else if let ordinary = ClusterAccount(name: "postgres") ?? ClusterAccount(name: "nobody") {
            account = ordinary
        } else {
            throw EmbeddedClusterError(
                .folder,
                """
                PostgreSQL does not run as root, and this machine has neither an account `postgres` nor `nobody`. Run \
                as an ordinary user, or give \(layout.cluster) to one with chown.
                """
            )
        }
        keeper = if let folder = Self.owner(of: layout.cluster), folder != 0 { account } else { nil }
    }

    /// The owner of a folder; nil when it does not exist.
    private static func owner(of folder: FilePath) -> UInt32? {
        guard let stat = try? Stat(folder) else { return nil }
        return stat.userID.rawValue
    }

    private static func describe(_ userID: UInt32) -> String {
        ClusterAccount(userID: userID)?.name ?? "user \(userID)"
    }

    /// The first folder on the way to `path` that the account cannot enter, judging by mode bits.
    func firstClosedFolder(on path: FilePath) -> FilePath? {
        var folder = FilePath("/")
        for component in path.components {
            if let stat = try? Stat(folder), stat.type == .directory, !account.canEnter(stat) { return folder }
            folder.append(component)
        }
        return nil
    }

    /// The error for such a folder.
    func closed(_ folder: FilePath, holding path: FilePath) -> EmbeddedClusterError {
        EmbeddedClusterError(
            .folder,
            """
            The account `\(account.name)`, which runs PostgreSQL because root must not, cannot enter \(folder) and so \
            cannot reach \(path). Open it (chmod o+x \(folder)), or set PADDLE_HOME to a folder like /var/lib/paddle.
            """
        )
    }
}
