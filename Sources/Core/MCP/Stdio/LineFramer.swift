/// Receives what a framer finds.
protocol LineReceiver {
    /// One line without its line break; never blank.
    func receive(line: Span<UInt8>)
    /// A line that was over the limit, all of which was skipped.
    func receive(overlong envelope: EnvelopeScanner)
}

/// Splits a stream of bytes into lines. Each byte is examined once, and a line that is whole in one piece is not
/// copied.
struct LineFramer {
    /// The most bytes a line may have.
    let limit: Int
    private var partial: [UInt8] = []
    private var skipped: EnvelopeScanner?
    private var isFirstLine = true

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes the next piece of the stream.
    mutating func feed(_ bytes: Span<UInt8>, to receiver: some LineReceiver) {
        var start = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            endLine(bytes.extracting(start..<index), to: receiver)
            start = index + 1
        }
        keep(bytes.extracting(start..<bytes.count))
    }

    /// Ends the stream; text after the last line break is a line too.
    mutating func finish(to receiver: some LineReceiver) {
        let nothing: [UInt8] = []
        endLine(nothing.span, to: receiver)
    }

    private mutating func endLine(_ rest: Span<UInt8>, to receiver: some LineReceiver) {
        if partial.isEmpty, skipped == nil, rest.count <= limit {
            deliver(rest, to: receiver)
        } else {
            keep(rest)
            if let envelope = skipped {
                skipped = nil
                receiver.receive(overlong: envelope)
            } else {
                deliver(partial.span, to: receiver)
                partial.removeAll(keepingCapacity: partial.capacity <= 1 << 20)
            }
        }
        isFirstLine = false
    }

    private mutating func keep(_ bytes: Span<UInt8>) {
        if skipped == nil, partial.count + bytes.count > limit {
            var envelope = EnvelopeScanner(room: limit)
            envelope.scan(partial.span)
            skipped = envelope
            partial = []
        }
        if skipped != nil {
            skipped?.scan(bytes)
        } else if !bytes.isEmpty {
            unsafe bytes.withUnsafeBufferPointer { unsafe partial.append(contentsOf: $0) }
        }
    }

    private func deliver(_ line: Span<UInt8>, to receiver: some LineReceiver) {
        var start = 0
        // A byte order mark, as some editors and shells put before the first line.
        if isFirstLine, line.count >= 3, line[0] == 0xEF, line[1] == 0xBB, line[2] == 0xBF { start = 3 }
        for index in start..<line.count where line[index] != UInt8(ascii: " ") && line[index] != UInt8(ascii: "\r") {
            receiver.receive(line: line.extracting(start..<line.count))
            return
        }
    }
}
