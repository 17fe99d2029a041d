import CLibpq
import Glibc

/// The settings for trying one host.
///
/// libpq can try a list of hosts, but in non-blocking mode nothing makes it give up on a silent host. So each host is
/// tried separately, with its own deadline.
struct ConnectionAttempt {
    let parameters: [String: String]
    let timeout: Duration?

    /// The host and port, for messages.
    var place: String {
        let host = parameters["host"] ?? parameters["hostaddr"] ?? "the server"
        return parameters["port"].map { "\(host), port \($0)," } ?? host
    }

    static func all(for configuration: PostgresConfiguration) throws(PostgresError) -> [ConnectionAttempt] {
        let defaults = ConnectionOptions.defaults()
        func value(_ keyword: String) -> String? { configuration.parameters[keyword] ?? defaults[keyword] }
        let timeout = try timeout(value("connect_timeout"), configuration.connectTimeout)
        var common = configuration.parameters
        for (keyword, standard) in keepalive where value(keyword) == nil { common[keyword] = standard }
        common["client_encoding"] = "UTF8"
        common["fallback_application_name"] = configuration.applicationName

        let lists = ["host", "hostaddr", "port"].map { keyword in
            (keyword, (value(keyword) ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init))
        }
        let count = max(lists[0].1.count, lists[1].1.count)
        guard count > 1 else { return [ConnectionAttempt(parameters: common, timeout: timeout)] }

        var hosts: [[String: String]] = []
        for index in 0..<count {
            var parameters = common
            for (keyword, values) in lists where values != [""] {
                guard values.count == count || (keyword == "port" && values.count == 1) else {
                    throw PostgresError(
                        .configuration,
                        "there are \(values.count) values of \(keyword) for \(count) hosts"
                    )
                }
                parameters[keyword] = values[values.count == 1 ? 0 : index]
            }
            hosts.append(parameters)
        }
        if value("load_balance_hosts") == "random" { hosts.shuffle() }
        return ordered(hosts, preferringStandby: value("target_session_attrs") == "prefer-standby")
            .map { ConnectionAttempt(parameters: $0, timeout: timeout) }
    }

    /// With these a TCP connection whose peer has vanished is noticed within two minutes, not the system's fifteen or
    /// more, and a firewall does not drop an idle one. A longer `tcp_user_timeout` would delay that; a shorter one
    /// would end connections whose server is busy and does not read what we send.
    private static let keepalive = [
        "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "120000",
    ]

    /// `prefer-standby` is two rounds: standbys alone, then any.
    private static func ordered(_ hosts: [[String: String]], preferringStandby: Bool) -> [[String: String]] {
        guard preferringStandby else { return hosts }
        return ["standby", "any"].flatMap { wanted in
            hosts.map { $0.merging(["target_session_attrs": wanted]) { _, new in new } }
        }
    }

    /// As in libpq: whole seconds, at least 2; 0 or less means no limit.
    private static func timeout(_ text: String?, _ standard: Duration) throws(PostgresError) -> Duration? {
        guard let text, !text.isEmpty else { return standard }
        guard let seconds = Int(text) else {
            throw PostgresError(.configuration, "connect_timeout must be a whole number of seconds")
        }
        return seconds > 0 ? .seconds(max(2, seconds)) : nil
    }

    /// Begins to connect; the caller owns the handle.
    func start() -> OpaquePointer? {
        var keywords: [UnsafePointer<CChar>?] = unsafe []
        var values: [UnsafePointer<CChar>?] = unsafe []
        for (keyword, value) in parameters {
            unsafe keywords.append(UnsafePointer(keyword.withCString { unsafe strdup($0) }))
            unsafe values.append(UnsafePointer(value.withCString { unsafe strdup($0) }))
        }
        unsafe keywords.append(nil)
        unsafe values.append(nil)
        defer {
            unsafe (keywords + values).forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) }
        }
        return unsafe PQconnectStartParams(keywords, values, 0)
    }
}
