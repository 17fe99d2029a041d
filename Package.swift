// swift-tools-version: 6.2
import PackageDescription

// What others make, by the name it is imported by.
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A part of the shared library. Which may stand on which is said in Tests/ArchitectureTests.
func core(
    _ name: String,
    _ dependencies: [Target.Dependency],
    embeds folders: [String] = [],
    exclude: [String] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Core/\(name)",
        exclude: folders + exclude,
        plugins: folders.isEmpty ? [] : ["EmbedFiles"]
    )
}

/// One server: its library, its program, and the tests that drive the built program.
func server(
    _ product: String,
    _ library: String,
    _ dependencies: [Target.Dependency],
    embeds folders: [String] = [],
    tests testDependencies: [Target.Dependency] = [],
    fixtures: [String] = []
) -> [Target] {
    [
        .target(
            name: library,
            dependencies: dependencies,
            path: "Sources/Servers/\(library)",
            exclude: folders,
            plugins: folders.isEmpty ? [] : ["EmbedFiles"]
        ),
        .executableTarget(
            name: product,
            dependencies: [.target(name: library), "ServerKit", arguments],
            path: "Sources/Executables/\(product)",
            // Swift's own linker lays the program out so that a start touches fewer of its pages than with gold.
            linkerSettings: [.unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))]
        ),
        .testTarget(
            name: "\(library)Tests",
            dependencies: ["ProtocolSuite", "TestSupport", .target(name: product)] + testDependencies,
            exclude: fixtures
        ),
    ]
}

let package = Package(
    name: "paddle",
    products: [
        .library(
            name: "PaddleCore",
            targets: ["JSONFormat", "Async", "Postgres", "Migration", "Embedding", "HTTP", "MCP", "ServerKit"]
        ),
        .executable(name: "vector-store", targets: ["vector-store"]),
        .executable(name: "agent-memory", targets: ["agent-memory"]),
        .executable(name: "rag", targets: ["rag"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        // Core, from the ground up
        core("Text", []),
        core("Statistics", []),
        core("JSONFormat", ["Text", collections]),
        core("Async", ["Text", lifecycle, system, deque, log]),
        core("Files", [system]),
        .systemLibrary(
            name: "CLibcrypto",
            path: "Sources/Core/CLibcrypto",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        core("Processes", [subprocess, system]),
        core("Cron", ["Text", "Files", system]),
        core("Cryptography", ["CLibcrypto", "Text"]),
        .systemLibrary(
            name: "CLibpq",
            path: "Sources/Core/CLibpq",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]
        ),
        core("Postgres", ["CLibpq", "Text", "Async", "Files", log, system, deque]),
        core("EmbeddedPostgres", ["Text", "Postgres", "Async", "Files", log, subprocess, system]),
        core("Migration", ["Postgres", log]),
        core("Endpoints", ["JSONFormat", "Async", log, httpClient, nio, nioHTTP1]),
        core(
            "Embedding",
            ["Text", "JSONFormat", "Async", "Files", "Cryptography", "Endpoints", log, metrics, deque, system]
        ),
        core("Coordination", ["JSONFormat", "Postgres", "Migration", collections, log], embeds: ["Migrations"]),
        core(
            "Retrieval",
            ["Text", "JSONFormat", "Async", "Postgres", "Migration", "Coordination", "Embedding", collections, log],
            embeds: ["Migrations"]
        ),
        core(
            "Documents",
            ["Async", "Postgres", "Migration", "Embedding", "Retrieval", log],
            embeds: ["Migrations"]
        ),
        core(
            "Transfer",
            [
                "Text", "JSONFormat", "Async", "Files", "Cryptography", "Endpoints", "Postgres", "Migration",
                "Embedding", "Retrieval", "Documents", log, system,
            ],
            embeds: ["Migrations"]
        ),
        core(
            "HTTP",
            [
                "Text", "JSONFormat", "Async", "Files", "Cryptography", log, collections, metrics, lifecycle, httpTypes,
                nio, nioHTTP1, nioPosix, nioSSL, system,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            exclude: ["Views/bridge.js", "Views/dom.js", "Views/theme.css"]
        ),
        core(
            "MCP",
            [
                "Text", "JSONFormat", "Async", "Cryptography", "HTTP", log, collections, deque, metrics, lifecycle,
                httpTypes, system,
            ]
        ),
        core(
            "Authorization",
            [
                "Text", "JSONFormat", "Async", "Files", "Cryptography", "Endpoints", "HTTP", log, lifecycle, signals,
                system, collections,
            ]
        ),
        core("Prometheus", ["Files", metrics, system]),
        core(
            "ServerKit",
            [
                "Text", "JSONFormat", "Async", "Files", "Cryptography", "Postgres", "EmbeddedPostgres", "Migration",
                "Coordination", "Embedding", "Retrieval", "HTTP", "MCP", "Authorization", "Prometheus", collections,
                log,
                metrics, lifecycle, signals, arguments, httpTypes, system,
            ],
            embeds: ["Migrations", "Views"]
        ),
        core("DocumentTools", ["Endpoints", "Postgres", "Documents", "Transfer", "MCP", "HTTP", "ServerKit", log]),

        // Build tools
        .executableTarget(name: "embed-files"),
        .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"]),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "JSONFormat", "Async", "Files", "Postgres", "EmbeddedPostgres", "HTTP", log, metrics, subprocess,
                system,
                httpClient,
                nio, nioHTTP1, nioPosix, nioSSL,
            ],
            path: "Tests/TestSupport",
            exclude: ["Python"]
        ),
        .target(
            name: "EmbeddingTestSupport",
            dependencies: ["Embedding", "TestSupport"],
            path: "Tests/EmbeddingTestSupport"
        ),
        .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"]),
        .testTarget(name: "TextTests", dependencies: ["Text"]),
        .testTarget(name: "StatisticsTests", dependencies: ["Statistics"]),
        .testTarget(name: "JSONFormatTests", dependencies: ["JSONFormat", "TestSupport", collections]),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"]),
        .testTarget(
            name: "AsyncTests",
            dependencies: [
                "Async", lifecycle, log,
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "PostgresTests",
            dependencies: ["Postgres", "Async", "Files", "TestSupport", log, subprocess, system]
        ),
        .testTarget(
            name: "EmbeddedPostgresTests",
            dependencies: ["EmbeddedPostgres", "Postgres", "Files", "TestSupport", log, subprocess, system]
        ),
        .testTarget(
            name: "EmbeddingTests",
            dependencies: ["Async", "Embedding", "Files", "JSONFormat", "TestSupport", log, system],
            exclude: ["Fixtures", "Golden"]
        ),
        .testTarget(name: "EndpointsTests", dependencies: ["Endpoints", "Async", "TestSupport", log]),
        .testTarget(name: "FilesTests", dependencies: ["Files", system]),
        .testTarget(
            name: "CronTests",
            dependencies: ["Cron", "TestSupport", system],
            exclude: ["Python"]
        ),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes", system]),
        .testTarget(name: "MigrationTests", dependencies: ["Migration", "Postgres", "TestSupport"]),
        .testTarget(
            name: "RetrievalTests",
            dependencies: [
                "Retrieval", "JSONFormat", "Async", "Coordination", "Embedding", "Postgres", "TestSupport",
                "EmbeddingTestSupport", collections, log,
            ]
        ),
        .testTarget(
            name: "DocumentsTests",
            dependencies: [
                "Documents", "Retrieval", "JSONFormat", "Async", "Coordination", "Migration", "Embedding", "Postgres",
                "TestSupport", "EmbeddingTestSupport", collections, log,
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "TransferTests",
            dependencies: [
                "Transfer", "Documents", "Retrieval", "JSONFormat", "Coordination", "Migration", "Embedding",
                "Postgres", "Files", "TestSupport", "EmbeddingTestSupport", log, system,
            ]
        ),
        .testTarget(name: "CoordinationTests", dependencies: ["Coordination", "Migration", "Postgres", "TestSupport"]),
        .testTarget(
            name: "HTTPTests",
            dependencies: [
                "HTTP", "JSONFormat", "Async", "TestSupport", collections, httpTypes, log, lifecycle, metrics, nio,
                nioPosix, nioSSL,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "EmbedFilesTests",
            dependencies: ["Migration", "HTTP", "TestSupport", "embed-files"],
            exclude: ["Migrations", "Views"]
        ),
        .testTarget(
            name: "PageTests",
            dependencies: ["TestSupport", "vector-store", "agent-memory", "rag"],
            exclude: ["Python"]
        ),
        .testTarget(name: "RESTTests", dependencies: ["TestSupport", "vector-store"], exclude: ["schemathesis.toml"]),
        .testTarget(
            name: "MCPTests",
            dependencies: [
                "MCP", "HTTP", "Text", "JSONFormat", "Async", "TestSupport", collections, httpTypes, log, metrics,
                lifecycle,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
            ]
        ),
        .testTarget(
            name: "AuthorizationTests",
            dependencies: [
                "Authorization", "CLibcrypto", "Cryptography", "HTTP", "JSONFormat", "Async", collections, log,
                lifecycle, signals, nio, nioPosix, nioHTTP1, system,
            ]
        ),
        .testTarget(name: "PrometheusTests", dependencies: ["Prometheus", metrics]),
        .testTarget(
            name: "ServerKitTests",
            dependencies: [
                "ServerKit", "Authorization", "HTTP", "JSONFormat", "Async", "Files", "Prometheus", "Embedding", "MCP",
                "Postgres", "Coordination", "Migration", "TestSupport", collections, httpTypes, log, metrics, lifecycle,
                signals, nio, nioPosix, nioHTTP1, system,
            ]
        ),
        // Every server's tests run the protocol suite. These two servers exist for tests alone.
        .target(name: "ProtocolSuite", dependencies: ["TestSupport"], path: "Tests/ProtocolSuite"),
        .executableTarget(
            name: "sample-server",
            dependencies: ["Async", "MCP", "Migration", "Postgres", "ServerKit", arguments],
            path: "Tests/SampleServer",
            exclude: ["Migrations"],
            plugins: ["EmbedFiles"]
        ),
        .testTarget(name: "SampleServerTests", dependencies: ["ProtocolSuite", "TestSupport", "sample-server"]),
        .executableTarget(
            name: "fixture-server",
            dependencies: ["JSONFormat", "Async", "MCP", "Migration", "ServerKit", collections, arguments],
            path: "Tests/FixtureServer"
        ),
        .testTarget(name: "ConformanceTests", dependencies: ["TestSupport", "fixture-server"]),
    ]
)

// Servers
package.targets += server(
    "vector-store",
    "VectorStore",
    [
        "Text", "JSONFormat", "Async", "Files", "Endpoints", "Postgres", "Migration", "Coordination", "Embedding",
        "Retrieval", "Documents", "Transfer", "HTTP", "MCP", "ServerKit", "DocumentTools", arguments, collections, log,
        lifecycle, system,
    ],
    embeds: ["Views"]
)

package.targets += server(
    "agent-memory",
    "AgentMemory",
    [
        "Text", "JSONFormat", "Async", "Files", "Postgres", "Migration", "Coordination", "Embedding", "Retrieval",
        "HTTP", "MCP", "ServerKit", "Cryptography", arguments, log, lifecycle, system, yams,
    ],
    embeds: ["Migrations", "Views"],
    tests: ["AgentMemory", "Text", "Files", "Postgres", system],
    fixtures: ["Fixtures"]
)

package.targets += server(
    "rag",
    "RAG",
    [
        "Text", "JSONFormat", "Async", "Files", "Processes", "Cryptography", "Endpoints", "Postgres", "Migration",
        "Coordination", "Embedding", "Retrieval", "Documents", "Statistics", "Transfer", "HTTP", "MCP", "ServerKit",
        "DocumentTools", collections, log, lifecycle, system,
    ],
    embeds: ["Migrations", "Views"],
    tests: ["RAG", "Async", "Files", "Processes", "JSONFormat", "vector-store", log, system]
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
            dependencies: ["Measuring", "Documents", "Embedding", "Postgres", "Retrieval", log],
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
