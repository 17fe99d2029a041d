/// How much an answer that comes piece by piece may take.
package struct StreamLimits: Sendable, Hashable {
    /// How long it may take in all, failed attempts included.
    package var time: Duration
    /// How long the server may say nothing once its first event has come. Before that it may be loading a model or
    /// reading a long prompt, for which only ``time`` is a measure.
    package var silence: Duration
    /// The most bytes of a stream. None of them is kept, so that this guards time and network alone.
    package var bytes: Int

    package init(time: Duration, silence: Duration, bytes: Int) {
        self.time = time
        self.silence = silence
        self.bytes = bytes
    }
}
