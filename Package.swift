// swift-tools-version: 6.2
import PackageDescription

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
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
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        // Core
        .systemLibrary(
            name: "CLibpq",
            path: "Sources/Core/CLibpq",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]
        ),
        .target(
            name: "Postgres",
            dependencies: [
                "CLibpq", log, .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Sources/Core/Postgres"
        ),
        .target(name: "Migration", dependencies: ["Postgres", log], path: "Sources/Core/Migration"),
        .target(
            name: "Embedding",
            dependencies: [
                log, metrics, .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Sources/Core/Embedding"
        ),
        .target(
            name: "Retrieval",
            dependencies: ["Postgres", "Migration", "Embedding", log],
            path: "Sources/Core/Retrieval",
            exclude: ["Migrations"],
            plugins: ["EmbedSQL"]
        ),
        .target(
            name: "MCP",
            dependencies: [
                log, collections, metrics, lifecycle, .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Sources/Core/MCP"
        ),
        .target(
            name: "ServerKit",
            dependencies: [
                "Postgres", "Migration", "Embedding", "Retrieval", "MCP", collections, log, metrics, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"), arguments,
            ],
            path: "Sources/Core/ServerKit",
            exclude: ["Migrations"],
            plugins: ["EmbedSQL"]
        ),

        // Servers
        .target(
            name: "VectorStore",
            dependencies: [
                "Postgres", "Migration", "Embedding", "Retrieval", "MCP", "ServerKit", collections, log, lifecycle,
            ],
            path: "Sources/Servers/VectorStore"
        ),
        .executableTarget(
            name: "vector-store",
            dependencies: ["VectorStore", "ServerKit", arguments],
            path: "Sources/Executables/vector-store",
            // Swift's own linker lays the program out so that a start touches fewer of its pages than with gold.
            linkerSettings: [.unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))]
        ),

        // Build tools
        .executableTarget(name: "embed-sql"),
        .plugin(name: "EmbedSQL", capability: .buildTool(), dependencies: ["embed-sql"]),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "Postgres", log, .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/TestSupport",
            exclude: ["Python"]
        ),
        .testTarget(
            name: "MCPTests",
            dependencies: [
                "MCP", collections, log, metrics, lifecycle,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .testTarget(
            name: "PostgresTests",
            dependencies: [
                "Postgres", "TestSupport", log, .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .testTarget(name: "EmbeddingTests", dependencies: ["Embedding", log], exclude: ["Fixtures", "Golden"]),
        .testTarget(name: "MigrationTests", dependencies: ["Migration", "Postgres", "TestSupport"]),
        .testTarget(
            name: "RetrievalTests",
            dependencies: ["Retrieval", "Migration", "Embedding", "Postgres", "TestSupport"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "ServerKitTests",
            dependencies: [
                "ServerKit", "Embedding", "MCP", "Postgres", collections, log, metrics, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        // Every server's tests run the protocol suite.
        .target(name: "ProtocolSuite", dependencies: ["TestSupport"], path: "Tests/ProtocolSuite"),
        .testTarget(name: "VectorStoreTests", dependencies: ["ProtocolSuite", "TestSupport", "vector-store"]),
        .executableTarget(
            name: "sample-server",
            dependencies: ["MCP", "Migration", "Postgres", "ServerKit", arguments],
            path: "Tests/SampleServer",
            exclude: ["Migrations"],
            plugins: ["EmbedSQL"]
        ),
        .testTarget(name: "SampleServerTests", dependencies: ["ProtocolSuite", "TestSupport", "sample-server"]),
        .executableTarget(
            name: "fixture-server",
            dependencies: ["MCP", "Migration", "ServerKit", collections, arguments],
            path: "Tests/FixtureServer"
        ),
        .testTarget(name: "ConformanceTests", dependencies: ["TestSupport", "fixture-server"]),
    ]
)

// Measured on request only: Tests/Benchmarks/run sets the variable.
if Context.environment["PADDLE_BENCHMARKS"] != nil {
    package.targets += [
        .target(name: "Measuring", path: "Tests/Benchmarks/Measuring"),
        .executableTarget(
            name: "benchmark-statements",
            dependencies: ["Measuring", "Postgres", log],
            path: "Tests/Benchmarks/Statements"
        ),
        .executableTarget(
            name: "benchmark-embedding",
            dependencies: ["Measuring", "Embedding", log],
            path: "Tests/Benchmarks/Embedding"
        ),
        .executableTarget(
            name: "benchmark-search",
            dependencies: ["Measuring", "Embedding", "Postgres", "Retrieval", log],
            path: "Tests/Benchmarks/Search"
        ),
    ]
}

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
