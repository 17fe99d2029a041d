import Cryptography
import JSONFormat
import Retrieval

/// Where the passages of a context are, and the hash of what they say: enough to have it again where nothing has changed.
struct ContextPlaces: Sendable {
    private struct Passage: Sendable {
        /// The best chunk in it.
        let chunk: Int64
        let source: Int32
        /// Whether it is of a former text.
        let isFormer: Bool
        let range: Range<Int32>
    }

    private let passages: [Passage]
    private let marks: CitationMarks
    private let hash: String

    init(_ context: PackedContext) {
        passages = context.items.map { item in
            Passage(
                chunk: item.passage.best.chunk.id,
                source: item.passage.source,
                isFormer: item.passage.version != nil,
                range: item.passage.range
            )
        }
        marks = context.marks
        hash = Self.hash(of: context)
    }

    /// The same context; nil where it is not any more what it was.
    func context(_ access: RAGAccess) async throws -> PackedContext? {
        let store = try await access.chunkStore()
        async let present = store.chunks(passages.filter { !$0.isFormer }.map(\.chunk))
        async let former = store.chunks(passages.filter(\.isFormer).map(\.chunk), isFormer: true)
        async let called = access.sources().names(of: Array(Set(passages.map(\.source))))
        let chunks = try await (present: present, former: former)
        let there = passages.compactMap { passage -> SourcePassage? in
            guard let chunk = (passage.isFormer ? chunks.former : chunks.present)[passage.chunk],
                chunk.document == passage.source
            else { return nil }
            var found = SourcePassage(FoundChunk(chunk: chunk, metadata: nil, parts: ScoreParts()))
            found.range = passage.range
            return found
        }
        guard there.count == passages.count else { return nil }
        // Each character has the headings and the page of its own chunk.
        async let held = store.chunks(in: there)
        let texts = try await store.texts(of: there)
        let names = try await called
        var items: [PackedContext.Item] = []
        for ((passage, text), chunks) in zip(zip(there, texts), try await held) {
            guard let text, let name = names[passage.source] else { return nil }
            items.append(
                PackedContext.Item(
                    number: items.count + 1,
                    passage: passage.joined(with: chunks),
                    name: name,
                    text: text,
                    tokens: Int(passage.best.chunk.tokens)
                )
            )
        }
        let context = PackedContext(items: items, leftOut: [], marks: marks, tokens: items.reduce(0) { $0 + $1.tokens })
        return Self.hash(of: context) == hash ? context : nil
    }

    private static func hash(of context: PackedContext) -> String {
        Base64URL.encode(HashFunction.sha256.hash(Array(context.text.utf8)).bytes)
    }
}

extension SourcePassage {
    /// The same stretch with all the chunks in it, which are in the order of the text.
    fileprivate func joined(with chunks: [ChunkRow]) -> SourcePassage {
        var passage = self
        let others = chunks.map { FoundChunk(chunk: $0, metadata: nil, parts: ScoreParts()) }
        for other in others.reversed() where other.chunk.ordinal < best.chunk.ordinal { passage.join(other) }
        for other in others where other.chunk.ordinal > best.chunk.ordinal { passage.join(other) }
        passage.range = range
        return passage
    }
}

extension ContextPlaces {
    /// As it travels through a client.
    var json: JSON {
        [
            "passages": .array(
                passages.map { passage in
                    [
                        .int(passage.chunk), .int(Int64(passage.source)), .int(Int64(passage.range.lowerBound)),
                        .int(Int64(passage.range.upperBound)), .int(passage.isFormer ? 1 : 0),
                    ]
                }
            ),
            "marks": .string(marks.prefix),
            "hash": .string(hash),
        ]
    }

    /// - Returns: nil for anything that this is not the JSON of, as after an update of the server.
    init?(_ json: JSON?) {
        guard case .array(let rows)? = json?["passages"], let prefix = json?["marks"]?.stringValue,
            let hash = json?["hash"]?.stringValue
        else { return nil }
        var passages: [Passage] = []
        for row in rows {
            guard case .array(let numbers) = row, numbers.count == 5, case .int(let chunk) = numbers[0],
                case .int(let source) = numbers[1], case .int(let start) = numbers[2], case .int(let end) = numbers[3],
                case .int(let isFormer) = numbers[4],
                let source = Int32(exactly: source), let start = Int32(exactly: start), let end = Int32(exactly: end),
                start <= end
            else { return nil }
            passages.append(Passage(chunk: chunk, source: source, isFormer: isFormer == 1, range: start..<end))
        }
        self.passages = passages
        self.hash = hash
        marks = CitationMarks(prefix: prefix)
    }
}
