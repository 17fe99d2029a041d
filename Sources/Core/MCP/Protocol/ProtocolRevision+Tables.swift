extension ProtocolRevision {
    /// The revisions that open with a handshake, oldest first.
    static let handshake: [ProtocolRevision] = [v20241105, v20250326, v20250618, v20251125]

    /// The revisions named in every request, oldest first.
    static let stateless: [ProtocolRevision] = [v20260728]

    /// The revision a handshake settles on: the one asked for, else the newest, never a refusal.
    static func negotiated(asked version: String?) -> ProtocolRevision {
        handshake.first { $0.version == version } ?? v20251125
    }

    private static let firstMethods: Set<Method> = [
        .initialize, .ping, .listTools, .callTool, .listResources, .listResourceTemplates, .readResource, .subscribe,
        .unsubscribe, .listPrompts, .getPrompt, .complete, .setLogLevel,
    ]

    static let v20241105 = ProtocolRevision(
        version: "2024-11-05",
        era: .handshake,
        methods: firstMethods,
        hasAudio: false,
        hasResourceLinks: false
    )

    static let v20250326 = ProtocolRevision(
        version: "2025-03-26",
        era: .handshake,
        methods: firstMethods,
        acceptsBatches: true,
        hasResourceLinks: false
    )

    static let v20250618 = ProtocolRevision(version: "2025-06-18", era: .handshake, methods: firstMethods)

    static let v20251125 = ProtocolRevision(version: "2025-11-25", era: .handshake, methods: firstMethods)

    static let v20260728 = ProtocolRevision(
        version: "2026-07-28",
        era: .stateless,
        methods: [
            .discover, .listTools, .callTool, .listResources, .listResourceTemplates, .readResource, .listPrompts,
            .getPrompt, .complete, .listen, .getTask, .updateTask, .cancelTask,
        ],
        caching: [
            .discover: .fixed, .listTools: .fixed, .listResourceTemplates: .fixed, .listPrompts: .fixed,
            .listResources: .never, .readResource: .never,
        ]
    )
}
