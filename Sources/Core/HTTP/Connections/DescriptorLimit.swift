import Glibc

/// How many files and sockets this process may have open.
enum DescriptorLimit {
    /// What the database, files, and all but connections of clients need.
    private static let reserve: rlim_t = 128

    /// Raises the soft limit where it is too low for that many connections, as far as the hard limit allows.
    ///
    /// - Returns: How many connections there may be: fewer where the limit is still too low.
    static func makeRoom(forConnections wanted: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
        let needed = rlim_t(wanted) + reserve
        if limit.rlim_cur < needed {
            let before = limit.rlim_cur
            limit.rlim_cur = min(needed, limit.rlim_max)
            if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0 { limit.rlim_cur = before }
        }
        return connections(of: wanted, within: limit.rlim_cur)
    }

    /// How many of the wanted connections there may be within a limit. Where it is very low, at least a quarter of it
    /// is for connections.
    static func connections(of wanted: Int, within limit: rlim_t) -> Int {
        let room = max(limit > reserve ? limit - reserve : 0, limit / 4)
        return max(1, Int(min(room, rlim_t(wanted))))
    }
}
