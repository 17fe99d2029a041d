import Embedding
import Postgres

/// The vectors of one text, ready to store: one for the first passage, and rows for the passages after it.
package struct EmbeddedContent: Sendable {
    /// The model that made them.
    package let model: String
    let firstVector: Vector
    /// Characters that the first vector covers.
    let firstLength: Int32
    /// The passages after the first, as columns.
    let ordinals: [Int32]
    let starts: [Int32]
    let ends: [Int32]
    let vectors: [Vector]

    /// The unit vector of the first passage, which is the whole text where that fits the model's window.
    package var firstPassage: [Float] { firstVector.elements }

    /// How many passages the text has.
    package var passages: Int32 { Int32(ordinals.count + 1) }

    /// Vectors that were made before.
    ///
    /// - Parameter passages: At least one, in the order of the text; the first begins with it.
    package init(model: String, passages: [EmbeddedPassage]) {
        let rest = passages.indices.dropFirst()
        self.model = model
        self.firstVector = Vector(passages[0].vector)
        self.firstLength = passages[0].end
        self.ordinals = rest.map { Int32($0) }
        self.starts = rest.map { passages[$0].start }
        self.ends = rest.map { passages[$0].end }
        self.vectors = rest.map { Vector(passages[$0].vector) }
    }

    /// - Parameters:
    ///   - passages: At least one, in the order of the text.
    ///   - vectors: One per passage.
    init(content: String, passages: [Passage], vectors: [[Float]], model: String) {
        let offsets = characterOffsets(
            in: content,
            atUTF8Offsets: passages.flatMap { [$0.utf8Range.lowerBound, $0.utf8Range.upperBound] }
        )
        let rest = passages.indices.dropFirst()
        self.model = model
        self.firstVector = Vector(vectors[0])
        self.firstLength = offsets[passages[0].utf8Range.upperBound] ?? 0
        self.ordinals = rest.map { Int32($0) }
        self.starts = rest.map { offsets[passages[$0].utf8Range.lowerBound] ?? 0 }
        self.ends = rest.map { offsets[passages[$0].utf8Range.upperBound] ?? 0 }
        self.vectors = rest.map { Vector(vectors[$0]) }
    }
}

/// A passage of a text, and its vector.
package struct EmbeddedPassage: Sendable, Hashable {
    /// Where it begins, in characters (Unicode scalars) of the text.
    package let start: Int32
    /// Where it ends.
    package let end: Int32
    package let vector: [Float]

    package init(start: Int32, end: Int32, vector: [Float]) {
        self.start = start
        self.end = end
        self.vector = vector
    }
}
