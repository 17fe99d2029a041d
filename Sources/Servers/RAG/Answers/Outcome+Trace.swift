import JSONFormat
import Retrieval

extension Answering.Outcome {
    /// What is stored of the way to the answer: candidates with their ranks and scores, what was cited, times.
    var trace: JSON {
        var trace: JSONObject = [
            "candidates": .array(
                chunks.prefix(50).enumerated().map { rank, found in
                    var candidate = Self.place(found.chunk.document, found.chunk.version, found.chunk.range)
                    candidate["rank"] = .int(Int64(rank + 1))
                    candidate["score"] = .double(found.score)
                    candidate["vector"] = .double(found.parts.vector)
                    candidate["keyword"] = .double(found.parts.keyword)
                    return .object(candidate)
                }
            ),
            "path": .string(found?.path ?? ""),
            "citations": .array(
                answer.citations.map { citation in
                    var cited = Self.place(citation.name.id, citation.chunk.version, citation.range)
                    cited["number"] = .int(Int64(citation.number))
                    return .object(cited)
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

    /// Characters of a source; the version is that of a former text.
    private static func place(_ source: Int32, _ version: Int32?, _ range: Range<Int32>) -> JSONObject {
        var place: JSONObject = [
            "source_id": .int(Int64(source)), "start": .int(Int64(range.lowerBound)),
            "end": .int(Int64(range.upperBound)),
        ]
        if let version { place["version"] = .int(Int64(version)) }
        return place
    }
}
