import Documents
import Embedding
import FoundationEssentials
import Logging
import Measuring
import Postgres
import Retrieval

/// The parts of a search, without the server around them: the same query through our engine, and the same statement
/// through our driver, on the database of the server under test.
///
/// Measurement: `search FROM COUNT`, so many of the queries; answers the milliseconds of each.
@main
@MainActor
struct SearchBenchmark {
    let embedder: LocalEmbedder
    let store: EmbeddedTableStore
    let pool: PostgresPool
    let queries: [Substring]

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4 else {
            throw MeasuringError(
                "Usage: benchmark-search PADDLE_HOME DATABASE_URL QUERIES, then measurements on standard input."
            )
        }
        let home = arguments[1]
        let logger = Logger(label: "benchmark")
        let embedder = try await LocalEmbedder.load(
            EmbeddingConfiguration(
                modelsDirectory: home + "/models",
                openVINODirectory: home + "/openvino",
                cacheDirectory: home + "/cache/openvino"
            ),
            logger: logger
        )
        let configuration = PostgresPoolConfiguration(try PostgresConfiguration(url: arguments[2]))
        let pool = PostgresPool(configuration, logger: logger)
        let benchmark = SearchBenchmark(
            embedder: embedder,
            store: try await EmbeddedTableStore(.documents, pool: pool),
            pool: pool,
            queries: try String(contentsOfFile: arguments[3], encoding: .utf8).split(separator: "\n")
        )
        try await serveMeasurements(benchmark.measure)
        await pool.close()
    }

    func measure(_ name: String, _ arguments: [String]) async throws -> KeyValuePairs<String, Figure> {
        let numbers = arguments.compactMap { Int($0) }
        guard name == "search", numbers.count == 2, numbers[0] >= 0, numbers[0] + numbers[1] <= queries.count else {
            throw MeasuringError("Ask for: search FROM COUNT, of \(queries.count) queries.")
        }
        var embed: [Double] = []
        var model: [Double] = []
        var search: [Double] = []
        var driver: [Double] = []
        for query in queries[numbers[0]..<numbers[0] + numbers[1]] {
            let before = embedder.statistics.modelNanoseconds
            let (vector, embedding) = try await milliseconds { try await embedder.embed(query: String(query)) }
            model.append(Double(embedder.statistics.modelNanoseconds - before) / 1_000_000)
            embed.append(embedding)
            let (result, searching) = try await milliseconds {
                try await store.search(SearchQuery(vector: vector, limit: 10))
            }
            guard result.hits.count == 10 else { throw MeasuringError("A search found \(result.hits.count) of 10.") }
            search.append(searching)
            // The same round trip with nothing for the server to do: three statements in a pipeline.
            driver.append(
                try await milliseconds {
                    try await pool.pipeline(["SELECT 1", "SELECT 1", "SELECT 1"])
                }.milliseconds
            )
        }
        return [
            "embed": .numbers(embed), "model": .numbers(model), "search": .numbers(search), "driver": .numbers(driver),
        ]
    }
}
