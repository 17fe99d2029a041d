import Files
import Glibc
import SystemPackage

/// The folder that clients name as `host` to reach the cluster.
struct ClusterSocket: Sendable {
    /// A folder whose socket path is short enough for the operating system and which libpq takes as one folder.
    let folder: FilePath

    static let port = 5432
    /// The file that a server makes in the folder it listens in.
    static let fileName = ".s.PGSQL.\(port)"

    /// The real folder, or a link to it with a short name where the real path is too long to connect to or contains a
    /// comma, by which libpq separates hosts.
    ///
    /// The server itself listens on a path relative to its data folder, so the length matters only to clients.
    init(_ layout: ClusterLayout) throws {
        let real = layout.sockets
        guard Self.address(in: real) == nil || real.string.contains(",") else {
            folder = real
            return
        }
        let stat = try Stat(real)
        let links = try Self.privateFolder(of: Self.linkFolders())
        let link = links.appending("\(stat.deviceID.rawValue)-\(stat.inode.rawValue)")
        if link.linkTarget != real {
            // Two processes may do this at once: each makes its own link, and the rename replaces the other's.
            let fresh = links.appending("\(getpid())-\(UInt32.random(in: .min ... .max))")
            try fresh.makeLink(to: real)
            try fresh.rename(to: link)
        }
        folder = link
    }

    /// Where links may be kept, best first.
    private static func linkFolders() -> [FilePath] {
        var folders = [FilePath("/tmp/paddle-\(geteuid())")]
        if let runtime = unsafe getenv("XDG_RUNTIME_DIR") {
            let folder = FilePath(unsafe String(cString: runtime)).appending("paddle")
            if folder.isAbsolute, folder.string.utf8.count < 50, !folder.string.contains(",") {
                folders.insert(folder, at: 0)
            }
        }
        return folders
    }

    /// The first of some folders that nobody else can write to, created if missing.
    static func privateFolder(of candidates: [FilePath]) throws -> FilePath {
        let me = geteuid()
        for candidate in candidates {
            guard
                (try? candidate.exists()) == true
                    || (try? Folder.make(candidate, mode: 0o700)) != nil,
                let stat = try? Stat(candidate, followTargetSymlink: false), stat.type == .directory,
                stat.userID.rawValue == me,
                stat.permissions.isDisjoint(with: [.groupReadWriteExecute, .otherReadWriteExecute])
            else { continue }
            return candidate
        }
        throw EmbeddedClusterError(
            .folder,
            """
            The path of PADDLE_HOME is too long for a Unix socket, and the folder for a short link to it, \
            \(candidates.map(\.string).joined(separator: " or ")), is not yours alone. Remove it, or set PADDLE_HOME to a \
            path of at most 80 bytes.
            """
        )
    }

    /// Whether a server accepts connections here.
    func answers() -> Bool {
        guard let address = Self.address(in: folder) else { return false }
        let descriptor = socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let result = unsafe address.withSocketAddress { unsafe connect(descriptor, $0, $1) }
        // A full connection queue also shows that a server is there.
        return result == 0 || errno == EAGAIN
    }

    /// Nil where the path is too long for one.
    private static func address(in folder: FilePath) -> UnixSocketAddress? {
        UnixSocketAddress(folder.appending(fileName).string)
    }
}
