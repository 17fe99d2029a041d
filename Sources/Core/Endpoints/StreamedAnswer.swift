/// The answer to a request for a stream.
package enum StreamedAnswer {
    /// The events, of which the first has come.
    case events(StreamedEvents)
    /// The whole of a JSON answer: some servers do not know how to stream.
    case whole([UInt8])
}
