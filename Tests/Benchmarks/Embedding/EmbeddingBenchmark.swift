import Embedding
import FoundationEssentials
import Logging
import Measuring

/// How many tokens a second our engine embeds.
///
/// Measurements: `engine`, what it uses; `texts FROM STEP`, every STEP-th batch, from the texts on; `passages FROM STEP`,
/// with the tokens made before; `all FROM STEP`, the texts of these batches in one call, as a store would; `query COUNT`,
/// one short query at a time; `short COUNT`, the same as texts that are kept.
@main
@MainActor
struct EmbeddingBenchmark {
    let embedder: LocalEmbedder
    /// The texts, in the batches in which both sides embed them.
    let batches: [[String]]
    let passages: [[Passage]]
    let queries: [String]

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let threads = Int(arguments[4]) else {
            throw MeasuringError(
                "Usage: benchmark-embedding PADDLE_HOME BATCHES QUERIES THREADS, then measurements on standard input."
            )
        }
        let home = arguments[1]
        let configuration = EmbeddingConfiguration(
            modelsDirectory: home + "/models",
            openVINODirectory: home + "/openvino",
            cacheDirectory: home + "/cache/openvino",
            threads: threads,
            rememberedBytes: 0
        )
        let embedder = try await LocalEmbedder.load(configuration, logger: Logger(label: "benchmark"))
        let batches = try lines(of: arguments[2]).split(separator: "").map { $0.map(String.init) }
        var passages: [[Passage]] = []
        for batch in batches {
            var row: [Passage] = []
            for text in batch { row += try await embedder.passages(of: text) }
            guard row.count == batch.count else { throw MeasuringError("A text does not fit the model's window.") }
            passages.append(row)
        }
        try await serveMeasurements(
            EmbeddingBenchmark(
                embedder: embedder,
                batches: batches,
                passages: passages,
                queries: try lines(of: arguments[3]).map(String.init)
            ).measure
        )
    }

    private static func lines(of file: String) throws -> [Substring] {
        try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
    }

    func measure(_ name: String, _ arguments: [String]) async throws -> KeyValuePairs<String, Figure> {
        let numbers = arguments.compactMap { Int($0) }
        switch (name, numbers.count) {
        case ("engine", 0):
            let used = try await embedder.precisions
            return ["precision": .word(used.documents), "query_precision": .word(used.queries)]
        case ("query", 1): return try await each(of: numbers[0]) { _ = try await embedder.embed(query: $0) }
        case ("short", 1): return try await each(of: numbers[0]) { _ = try await embedder.embed($0) }
        case ("texts", 2), ("passages", 2), ("all", 2): break
        default: throw MeasuringError("There is no measurement \(name) of \(numbers).")
        }
        let part = stride(from: numbers[0], to: batches.count, by: numbers[1])
        return switch name {
        case "texts": try await throughput { for index in part { _ = try await embedder.embed(batches[index]) } }
        case "passages":
            try await throughput { for index in part { _ = try await embedder.embed(passages: passages[index]) } }
        default: try await throughput { _ = try await embedder.embed(part.flatMap { batches[$0] }) }
        }
    }

    /// Tokens a second, padding not counted, and how the engine cut them.
    private func throughput(_ body: () async throws -> Void) async throws -> KeyValuePairs<String, Figure> {
        let before = embedder.statistics
        let elapsed = try await milliseconds { try await body() }.milliseconds
        let after = embedder.statistics
        return [
            "tokens_per_second": .number(Double(after.tokens - before.tokens) / elapsed * 1000),
            "tokens": .number(Double(after.tokens - before.tokens)),
            "batches": .number(Double(after.batches - before.batches)),
        ]
    }

    private func each(
        of count: Int,
        _ body: (String) async throws -> Void
    ) async throws -> KeyValuePairs<String, Figure> {
        var times: [Double] = []
        for query in queries.prefix(count) {
            times.append(try await milliseconds { try await body(query) }.milliseconds)
        }
        return ["milliseconds": .number(times.median)]
    }
}
