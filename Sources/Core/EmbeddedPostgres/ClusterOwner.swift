import Files
import SystemPackage

/// Which account runs PostgreSQL, and which one runs this process.
///
/// PostgreSQL refuses to run as root. For root, the cluster runs as the account that already owns it, or else as
/// `paddle`, which scripts/setup makes, or else as `postgres`. It never runs as `nobody`, not even for that account:
/// whatever else runs as it could be its superuser.
struct ClusterOwner: Sendable {
    let account: Account
    let asking: Account
    /// The owner of the password and lock files, where that is not the current account: root, using the cluster in an
    /// ordinary user's folder, must not leave files that the user cannot use.
    let keeper: Account?

    init(_ layout: ClusterLayout) throws(EmbeddedClusterError) {
        asking = .current
        let owner = Self.owner(of: layout.data) ?? Self.owner(of: layout.cluster)
        guard asking.isRoot else {
            if let owner, owner != asking.userID {
                throw EmbeddedClusterError(
                    .folder,
                    """
                    The folder \(layout.cluster) belongs to \(Account.describe(owner)) and you are \(asking.name). Set \
                    PADDLE_HOME to a folder of your own, or run as its owner.
                    """
                )
            }
            account = asking
            keeper = nil
            return
        }
        if let owner, owner != 0 {
            account = Account(userID: owner) ?? Account(userID: owner, groupID: owner, name: "\(owner)")
        } else {
            account = try Self.accountForRoot(Account.init(name:))
        }
        keeper = if let folder = Self.owner(of: layout.cluster), folder != 0 { account } else { nil }
    }

    /// The account that runs a new cluster of root's.
    static func accountForRoot(_ find: (String) -> Account?) throws(EmbeddedClusterError) -> Account {
        if let account = ["paddle", "postgres"].lazy.compactMap(find).first(where: { !$0.isRoot }) { return account }
        throw EmbeddedClusterError(
            .account,
            """
            PostgreSQL does not run as root, and must not run as `nobody`, which other programs share. Make an account \
            for it, and start again:
              \(newAccount)
            """
        )
    }

    private static let newAccount =
        "useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin paddle"

    /// The user `nobody` has this number on Linux, also where it has no name.
    private static func isNobody(_ userID: UInt32) -> Bool {
        userID == 65_534 || Account(userID: userID)?.name == "nobody"
    }

    /// Refuses a cluster of `nobody`: one that this process would make, being that account, and one that earlier releases
    /// have made to run as it for root.
    static func checkAccount(_ layout: ClusterLayout) throws(EmbeddedClusterError) {
        let current = Account.current
        guard !isNobody(current.userID) else {
            throw EmbeddedClusterError(
                .account,
                """
                This process runs as `\(current.name)`, an account that other programs share: any of them could be the \
                superuser of its private database. Have root make an account, give it the folder, and run this program \
                as that account; or set DATABASE_URL:
                  \(newAccount)
                  chown -R paddle: \(layout.home.shellQuoted)
                """
            )
        }
        guard current.isRoot, let owner = owner(of: layout.data) ?? owner(of: layout.cluster), isNobody(owner)
        else { return }
        let other = try? accountForRoot(Account.init(name:))
        let name = other?.name ?? "paddle"
        let isRoots = self.owner(of: layout.cluster) == 0
        let folders = isRoots ? [layout.data, layout.sockets, layout.logs] : [layout.cluster]
        var commands = other == nil ? [newAccount] : []
        commands.append("chown -R \(name): " + folders.map(\.shellQuoted).joined(separator: " "))
        let identities = layout.data.appending("pg_ident.conf")
        if (try? identities.exists()) == true {
            commands.append(#"sed -i 's/"nobody"/"\#(name)"/' \#(identities.shellQuoted)"#)
        }
        throw EmbeddedClusterError(
            .account,
            """
            The private database in \(layout.cluster) runs as `nobody`, and whatever else runs as that account could be \
            its superuser. Stop it (`database stop`), give it to another account, and start again:
              \(commands.joined(separator: "\n  "))
            """
        )
    }

    /// The owner of a folder; nil when it does not exist.
    private static func owner(of folder: FilePath) -> UInt32? {
        guard let stat = try? Stat(folder) else { return nil }
        return stat.userID.rawValue
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
