import DocumentTools
import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval

struct MeasureRecall: Tool {
    static let definition = ToolDefinition(
        name: "measure_recall",
        title: "Measure recall",
        description: """
            Looks for stored vectors through the index and exactly, and says how many of the nearest the index finds, how \
            fast, and which setting to use.
            """,
        annotations: .readOnly,
        isLong: true
    )

    struct Input: ToolInput {
        @Argument("How many stored vectors to look for.", .range(1...1000)) var sample: Int32 = 100
        @Argument("How many neighbours of each.", .range(1...100)) var limit: Int32 = 10
        @Argument("The part of them that is to be found.", .range(0.5...1)) var target: Double = 0.98
        @Argument(.collection) var collection: String?
    }

    struct Point: Codable, Sendable {
        /// Of ef_search or probes.
        var value: Int32
        /// 0 to 1.
        var recall: Double
        /// The median of a search.
        var milliseconds: Double
    }

    struct Index: Codable, Sendable {
        var name: String
        var table: String
        var method: String
        var precision: VectorPrecision
        /// ef_search or probes.
        var setting: String
        /// The value that a search by meaning for as many hits uses now.
        var inUse: Int32
        /// How many stored vectors were looked for.
        var sample: Int
        /// The median of comparing all vectors.
        var exactMilliseconds: Double
        var points: [Point]
        /// The least value that reaches the target; absent where none does.
        var recommended: Int32?
        var advice: String

        init(_ recall: IndexRecall, target: Double) {
            name = recall.index.name
            table = recall.table.description
            method = recall.index.method
            precision = recall.index.precision
            setting = recall.setting.rawValue
            inUse = recall.inUse
            sample = recall.sample
            exactMilliseconds = recall.exactMilliseconds
            points = recall.points.map { Point(value: $0.value, recall: $0.recall, milliseconds: $0.milliseconds) }
            recommended = recall.recommended(for: target)?.value
            advice = recall.advice(for: target)
        }
    }

    struct Output: ToolOutput {
        /// Of the documents, and of the further passages of long ones; none where all vectors are compared.
        var indexes: [Index]
    }

    let documents: DocumentAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let measurement = RecallMeasurement(
            try await documents.store(input.collection).texts,
            sample: input.sample,
            limit: input.limit
        )
        let measured = try await measurement.measure { share in
            context.progress(share, of: 1, message: "measured \(Int(share * 100)) %")
        }
        return Output(indexes: measured.map { Index($0, target: input.target) })
    }
}
