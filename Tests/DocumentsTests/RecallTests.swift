import Documents
import Postgres
import Retrieval
import TestSupport
import Testing

@Suite("Measuring what an index finds")
struct RecallTests {
    @Test(
        "each value of the setting has its recall and its time, and the least that is enough is recommended",
        arguments: [
            (VectorIndexPlan(), IndexRecall.Setting.efSearch), (VectorIndexPlan(precision: .binary), .efSearch),
            (VectorIndexPlan(.ivfflat, parameters: VectorIndexParameters(lists: 20)), .probes),
        ]
    )
    func measured(_ plan: VectorIndexPlan, _ setting: IndexRecall.Setting) async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill(count: 2_600)
            try await bench.builder().build(plan)
            let measured = try await RecallMeasurement(bench.store.texts, sample: 20, limit: 5).measure()
            // There are no further passages to measure.
            let recall = try #require(measured.first)
            #expect(measured.count == 1)
            #expect(recall.index.precision == plan.precision)
            #expect(recall.table.name == "documents")
            #expect(recall.setting == setting)
            #expect(recall.sample == 20)
            #expect(recall.exactMilliseconds > 0)
            #expect(recall.points.map(\.value) == recall.points.map(\.value).sorted())
            #expect(recall.points.contains { $0.value == recall.inUse })
            #expect(recall.points.allSatisfy { (0...1).contains($0.recall) && $0.milliseconds > 0 })
            let (first, last) = (try #require(recall.points.first), try #require(recall.points.last))
            #expect(first.recall <= last.recall)
            #expect(recall.recommended(for: first.recall)?.value == first.value)
            #expect(recall.recommended(for: 2) == nil)
            if plan.precision == .full { #expect(last.recall > 0.9) }
        }
    }

    @Test("a setting of the table is what searches use")
    func setting() async throws {
        try await DocumentBench.run { bench async throws in
            try await bench.fill(count: 2_600)
            var table = EmbeddedTable.documents
            table.efSearch = 333
            let store = try await EmbeddedTableStore(table, pool: bench.pool)
            let recall = try #require(try await RecallMeasurement(store, sample: 2).measure().first)
            #expect(recall.inUse == 333)
        }
    }

    @Test("without an index, and without vectors, there is nothing to measure")
    func nothing() async throws {
        try await DocumentBench.run { bench async throws in
            #expect(try await RecallMeasurement(bench.store.texts).measure().isEmpty)
            try await bench.fill(count: 100, indexes: "SELECT")
            #expect(try await RecallMeasurement(bench.store.texts).measure().isEmpty)
        }
    }
}
