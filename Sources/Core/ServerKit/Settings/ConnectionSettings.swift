import HTTP

/// How many connections over HTTP there may be, and how long they may be idle.
struct ConnectionSettings: Sendable {
    /// How many in all.
    let connections: Int
    /// How many from one address of another machine.
    let connectionsPerAddress: Int
    let idleTimeout: Duration

    init(_ sources: SettingSources) throws(SettingsError) {
        connections = try Self.most.read(sources)
        connectionsPerAddress = try Self.mostOfAddress.read(sources)
        idleTimeout = .seconds(try Self.idle.read(sources))
    }

    /// Makes them limits of a server.
    func apply(to limits: inout HTTPLimits) {
        limits.connections = connections
        limits.connectionsPerAddress = connectionsPerAddress
        // Streams over HTTP/1.1 keep a connection each; they must not take all of them.
        limits.streams = max(1, connections / 2)
        limits.idleTimeout = idleTimeout
    }
}

extension ConnectionSettings: SettingGroup {
    private static let most = Setting.integer(
        "HTTP_CONNECTIONS",
        in: 1...1_000_000,
        flag: .option("http-connections", value: "connections"),
        default: HTTPLimits().connections,
        "Connections over HTTP at the same time, or fewer where open files are limited; further ones wait"
    )
    private static let mostOfAddress = Setting.integer(
        "HTTP_CONNECTIONS_PER_ADDRESS",
        in: 1...1_000_000,
        flag: .option("http-connections-per-address", value: "connections"),
        default: HTTPLimits().connectionsPerAddress,
        "Connections of one address at the same time, the loopback's not counted; further ones are refused"
    )
    private static let idle = Setting.integer(
        "HTTP_IDLE_TIMEOUT",
        in: 1...86_400,
        flag: .option("http-idle-timeout", value: "seconds"),
        default: Int(HTTPLimits().idleTimeout.components.seconds),
        "Seconds a connection may be idle between two requests"
    )

    static var declarations: [any SettingDeclaration] { [most, mostOfAddress, idle] }
}
