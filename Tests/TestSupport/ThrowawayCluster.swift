import Foundation
import Glibc
import Synchronization

/// A PostgreSQL cluster in a temporary directory, with a Unix socket and nothing else, gone when this process is.
///
/// A shell supervises the server and reads a pipe of which only this process has the other end. However this process
/// ends, kill -9 included, the shell then sees the end of the pipe, stops the server and removes the directory.
struct ThrowawayCluster: Sendable {
    /// Where data, log and socket are.
    let directory: String
    private let supervisor: pid_t

    init() throws {
        let binaries = try Self.binaries()
        let root = environmentVariable("TMPDIR") ?? "/tmp"
        var template = Array("\(root)/paddle-test-XXXXXX\0".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw TestSupportError("no directory can be made in \(root): \(unsafe String(cString: strerror(errno)))")
        }
        directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)

        // PostgreSQL refuses to run as root.
        var asUser: [String] = []
        if geteuid() == 0 {
            guard let user = unsafe getpwnam("postgres") ?? getpwnam("nobody") else {
                throw TestSupportError("running as root, and there is neither a user postgres nor a user nobody")
            }
            let (uid, gid) = unsafe (user.pointee.pw_uid, user.pointee.pw_gid)
            _ = unsafe chown(directory, uid, gid)
            asUser = ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"]
        }
        supervisor = try Self.spawn(asUser + ["/bin/sh", "-c", Self.script, "paddle-test", binaries, directory])
    }

    /// Whether the server is there or on its way.
    var isRunning: Bool { waitpid(supervisor, nil, WNOHANG) == 0 }

    /// What initdb and the server had to say.
    var log: String {
        guard let file = unsafe fopen("\(directory)/log", "r") else { return "there is no log" }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The programs of the installed PostgreSQL.
    private static func binaries() throws -> String {
        let binaries = "\(PaddleHome.postgresql)/bin"
        guard unsafe access("\(binaries)/postgres", X_OK) == 0 else {
            throw TestSupportError(
                "there is no PostgreSQL in \(binaries): run scripts/setup, or set PADDLE_POSTGRESQL to the directory "
                    + "that has bin/postgres, or PADDLE_TEST_DATABASE_URL to a server's URL"
            )
        }
        return binaries
    }

    /// $1 is where the programs are, $2 the cluster's directory; stdin ends when the tests do.
    private static let script = """
        trap '' INT TERM HUP
        cd "$2" || exit 1
        exec >"$2/log" 2>&1
        LD_LIBRARY_PATH="$1/../lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"; export LD_LIBRARY_PATH
        if "$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions; then
            "$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" -c fsync=off \
                -c full_page_writes=off -c synchronous_commit=off -c max_connections=400 -c max_wal_size=4GB \
                -c shared_buffers=128MB </dev/null &
            server=$!
            cat >/dev/null
            kill -QUIT $server
            wait $server
        fi
        case "$2" in */paddle-test-*) cd / && rm -rf "$2" ;; esac
        """

    /// Starts a program in a session of its own, its stdin a pipe that ends with this process.
    private static func spawn(_ arguments: [String]) throws -> pid_t {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw TestSupportError("no pipe can be made") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }

        // The cluster outlives most tests: a pipe that one of them has open now must not stay open in it.
        for number in 3..<Int32(4096) { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }

        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawnattr_setflags(&attributes, 0x80)  // POSIX_SPAWN_SETSID

        var copies: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { argument in
            unsafe argument.withCString { unsafe strdup($0) }
        }
        unsafe copies.append(nil)
        defer { unsafe copies.forEach { unsafe free($0) } }
        var child = pid_t()
        let status = unsafe posix_spawn(&child, arguments[0], &actions, &attributes, copies, environ)
        guard status == 0 else {
            throw TestSupportError("\(arguments[0]) cannot be started: \(unsafe String(cString: strerror(status)))")
        }
        // The other end stays open for as long as this process lives. An orderly exit waits until all is cleared away,
        // though not forever: the supervisor goes on by itself.
        lifeline.store(ends[1], ordering: .releasing)
        lastSupervisor.store(child, ordering: .releasing)
        atexit {
            close(ThrowawayCluster.lifeline.load(ordering: .acquiring))
            let supervisor = ThrowawayCluster.lastSupervisor.load(ordering: .acquiring)
            var checks = 0
            while waitpid(supervisor, nil, WNOHANG) == 0, checks < 1000 {
                usleep(10_000)
                checks += 1
            }
        }
        return child
    }

    private static let lifeline = Atomic<Int32>(-1)
    private static let lastSupervisor = Atomic<pid_t>(-1)
}
