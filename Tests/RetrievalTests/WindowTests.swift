import Embedding
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Retrieval

@Suite("Rows that follow one another")
struct WindowTests {
    private static let tea = [
        "Sencha is a green tea.", "It is steamed soon after it is picked.", "Then it is rolled and dried.",
        "Assam is black and malty.",
    ]

    @Test("a row is found by what its neighbours say, and before rows that have no such neighbours")
    func neighbours() async throws {
        try await ChunkBench.run { bench in
            let ids = try await bench.add("tea", Self.tea)
            try await bench.add("vegetables", ["Broccoli is steamed soon after it is picked.", "Carrots are roasted."])
            for mode in [SearchMode.hybrid, .keyword] {
                let hits = try await bench.chunks.search("steamed sencha", mode: mode).hits
                #expect(Set(hits.prefix(2).map(\.id)) == Set(ids.prefix(2)), "\(mode)")
                for hit in hits { #expect((0...1).contains(hit.score)) }
            }
        }
    }

    @Test("the neighbours of the best are ranked, too, where nothing of their own makes them candidates")
    func neighboursOfFew() async throws {
        try await ChunkBench.run { bench in
            let ids = try await bench.add("tea", Self.tea)
            let all = try await bench.chunks.search("steamed sencha").hits
            let few = try await bench.chunks.search("steamed sencha", depth: 1).hits
            #expect(few.count < all.count)
            #expect(Set(few.map(\.id)).isSuperset(of: ids.prefix(2)))
            for hit in few {
                let same = try #require(all.first { $0.id == hit.id })
                #expect(abs(same.parts.keyword - hit.parts.keyword) < 1e-9)
                #expect(abs(same.parts.vector - hit.parts.vector) < 1e-9)
            }
        }
    }

    @Test("the scores are those of the formula, computed anew from texts and vectors")
    func formula() async throws {
        try await ChunkBench.run { bench in
            let ids = try await bench.add("tea", Self.tea)
            let hits = try await bench.chunks.search("steamed sencha").hits
            let question = try await bench.chunks.embedder.embed(query: "steamed sencha")
            let vectors = try await bench.chunks.embedder.embed(Self.tea)
            let lengths = [3.0, 3, 2, 3]  // lexemes, without stop words
            let counts: [[Double]] = [[0, 1], [1, 0], [0, 0], [0, 0]]  // of steam and sencha
            let gain = Foundation.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
            func saturated(_ count: Double, _ ratio: Double) -> Double {
                2.2 * count / (count + 1.2 * (0.25 + 0.75 * ratio))
            }
            func lex(_ counts: [Double], _ ratio: Double) -> Double {
                counts.reduce(0) { $0 + gain * saturated($1, ratio) } / (2.2 * 2 * gain)
            }
            func cosine(_ one: [Float], _ other: [Float]) -> Double {
                func dot(_ a: [Float], _ b: [Float]) -> Double {
                    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                }
                return dot(one, other) / (dot(one, one) * dot(other, other)).squareRoot()
            }
            let average = lengths.reduce(0, +) / 4
            for (place, id) in ids.enumerated() {
                let window = max(0, place - 1)...min(3, place + 1)
                let joined = (0..<2).map { term in window.reduce(0) { $0 + counts[$1][term] } }
                let length = window.reduce(0) { $0 + lengths[$1] }
                let mean = (0..<384).map { index in window.reduce(Float(0)) { $0 + vectors[$1][index] } }
                let words = lex(counts[place], lengths[place] / average) + lex(joined, length / 3 / average)
                let meaning = max(0, cosine(vectors[place], question)) + max(0, cosine(mean, question))
                let hit = try #require(hits.first { $0.id == id })
                #expect(abs(hit.parts.keyword - words / 3) < 1e-4, "\(place)")
                #expect(abs(hit.parts.vector - meaning / 6) < 1e-3, "\(place)")
            }
        }
    }
}
