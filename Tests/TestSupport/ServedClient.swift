import Subprocess

/// A client as the launcher of its server sees it: it reads what the server prints, and ends the server.
protocol ServedClient: MCPClient {
    /// Every message of the server so far.
    var received: [JSONValue] { get }

    /// What was said on both sides, to be held against the schemas.
    var transcript: [TranscriptEntry] { get }

    /// What the server did against the rules that hold for every test.
    var faults: [String] { get }

    /// Writes to the server's standard input for as long as there is something to write, then closes it.
    func pump(into writer: StandardInputWriter) async

    /// Takes one line of the server's standard output.
    func receive(_ line: String)

    func outputEnded()

    /// Waits until requests can be sent.
    func waitUntilServed() async throws

    /// Tells the server to end.
    func endServer()

    /// Ends what the client itself still runs.
    func close() async
}

extension SubprocessOutputSequence {
    /// The lines, ended by a line feed alone: JSON strings may hold the other line breaks of Unicode.
    var lines: StringSequence<UTF8> {
        strings(separatedBy: .unicodeScalarSequence(["\n"]), bufferingPolicy: .unbounded)
    }
}
