/// One revision of the protocol: what it calls things and how its results look. A new revision is one more table.
struct ProtocolRevision: Sendable {
    /// How the revision of a connection is settled.
    enum Era {
        /// The client opens with `initialize`; results are bare.
        case handshake
        /// Every request names its revision; results are marked with their type and their server.
        case stateless
    }

    let version: String
    let era: Era
    /// The requests a server answers; all others are unknown.
    let methods: Set<Method>
    /// Whether one message may be an array of messages.
    var acceptsBatches = false
    /// Whether content may be audio.
    var hasAudio = true
    /// Whether content may link to resources.
    var hasResourceLinks = true
    /// How long, and for whom, a client may keep a result.
    var caching: [Method: CacheHint] = [:]
}

/// The requests this server knows, by their names on the wire.
enum Method: String, Sendable {
    case initialize = "initialize"
    case ping = "ping"
    case discover = "server/discover"
    case listTools = "tools/list"
    case callTool = "tools/call"
    case listResources = "resources/list"
    case listResourceTemplates = "resources/templates/list"
    case readResource = "resources/read"
    case subscribe = "resources/subscribe"
    case unsubscribe = "resources/unsubscribe"
    case listPrompts = "prompts/list"
    case getPrompt = "prompts/get"
    case complete = "completion/complete"
    case setLogLevel = "logging/setLevel"
    case listen = "subscriptions/listen"
    case getTask = "tasks/get"
    case updateTask = "tasks/update"
    case cancelTask = "tasks/cancel"
}

/// A result's `ttlMs` and `cacheScope`.
struct CacheHint: Sendable {
    let milliseconds: Int64
    /// Whether one client's copy may be reused for another.
    let isShared: Bool

    /// For results that are the same for every caller as long as the server runs.
    static let fixed = CacheHint(milliseconds: 3_600_000, isShared: true)

    /// For data, which may change at any time.
    static let never = CacheHint(milliseconds: 0, isShared: false)
}
