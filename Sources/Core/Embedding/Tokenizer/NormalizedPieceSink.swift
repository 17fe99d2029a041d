/// Passes the scalars of a normalised text to an encoder, with their positions in the original.
struct NormalizedPieceSink: NormalizedSink {
    var encoder: WordPieceEncoder
    let text: NormalizedText

    mutating func word(_ scalar: UInt32, _ start: Int, _ end: Int) {
        encoder.word(scalar, text.starts[start], text.ends[end - 1])
    }

    mutating func punctuation(_ scalar: UInt32, _ start: Int, _ end: Int) {
        encoder.punctuation(scalar, text.starts[start], text.ends[end - 1])
    }

    mutating func space(_ scalar: UInt32, _ start: Int, _ end: Int) {
        encoder.space(scalar, text.starts[start], text.ends[end - 1])
    }
}
