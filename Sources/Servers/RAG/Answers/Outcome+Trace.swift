import JSONFormat
import Retrieval

extension Answering.Outcome {
    /// What is stored of the way to the answer: candidates with their ranks and scores, what was cited, times.
    var trace: JSON {
        var trace: JSONObject = [
            "candidates": .array(
                chunks.prefix(50).enumerated().map { rank, found in
                    [
                        "rank": .int(Int64(rank + 1)), "source_id": .int(Int64(found.chunk.document)),
                        "start": .int(Int64(found.chunk.range.lowerBound)),
                        "end": .int(Int64(found.chunk.range.upperBound)), "score": .double(found.score),
                        "vector": .double(found.parts.vector), "keyword": .double(found.parts.keyword),
                    ]
                }
            ),
            "path": .string(found?.path ?? ""),
            "citations": .array(
                answer.citations.map { citation in
                    [
                        "number": .int(Int64(citation.number)), "source_id": .int(Int64(citation.name.id)),
                        "start": .int(Int64(citation.range.lowerBound)), "end": .int(Int64(citation.range.upperBound)),
                    ]
                }
            ),
            "times_ms": .object(
                JSONObject(uniqueKeysWithValues: times.steps.map { ($0.name, .double($0.milliseconds)) })
            ),
        ]
        if let rewritten { trace["rewritten"] = .string(rewritten) }
        if let passage { trace["passage"] = .string(passage) }
        return .object(trace)
    }
}
