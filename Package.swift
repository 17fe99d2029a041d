// swift-tools-version: 6.2
import PackageDescription

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "paddle",
    products: [
        .library(name: "PaddleCore", targets: ["Postgres", "Migration", "Embedding", "Retrieval", "MCP", "ServerKit"]),
        .executable(name: "vector-store", targets: ["vector-store"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Core
        .systemLibrary(
            name: "CLibpq", path: "Sources/Core/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Postgres",
            dependencies: ["CLibpq", log, .product(name: "Subprocess", package: "swift-subprocess")],
            path: "Sources/Core/Postgres"),
        .target(name: "Migration", dependencies: ["Postgres", log], path: "Sources/Core/Migration"),
        .target(
            name: "Embedding",
            dependencies: [log, .product(name: "AsyncHTTPClient", package: "async-http-client")],
            path: "Sources/Core/Embedding"),
        .target(
            name: "Retrieval",
            dependencies: ["Postgres", "Migration", "Embedding", log],
            path: "Sources/Core/Retrieval",
            exclude: ["Migrations"],
            plugins: ["EmbedSQL"]),
        .target(
            name: "MCP",
            dependencies: [log, .product(name: "OrderedCollections", package: "swift-collections")],
            path: "Sources/Core/MCP"),
        .target(
            name: "ServerKit",
            dependencies: [
                "Postgres", "Migration", "Embedding", "Retrieval", "MCP", log, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Sources/Core/ServerKit"),

        // Servers
        .target(
            name: "VectorStore",
            dependencies: ["Postgres", "Migration", "Embedding", "Retrieval", "MCP", "ServerKit", log],
            path: "Sources/Servers/VectorStore"),
        .executableTarget(
            name: "vector-store", dependencies: ["VectorStore", "ServerKit"],
            path: "Sources/Executables/vector-store"),

        // Build tools
        .executableTarget(name: "embed-sql"),
        .plugin(name: "EmbedSQL", capability: .buildTool(), dependencies: ["embed-sql"]),

        // Tests
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestSupport"]),
        .testTarget(name: "EmbeddingTests", dependencies: ["Embedding", "TestSupport"]),
        .testTarget(name: "MCPTests", dependencies: ["MCP"]),
    ]
)

/// One set of rules for every target of ours.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]
for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + strict
}
