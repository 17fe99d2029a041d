import Glibc
import SystemPackage

/// What a command prints. Unlike `print`, it says when the output could not be written: to a full disk, or to a reader
/// that has gone.
public enum StandardOutput {
    /// Writes a text and ends the line.
    ///
    /// Data may hold escape sequences that would drive the reader's terminal; there they are shown as `\uXXXX`.
    ///
    /// - Throws: ``Failure``.
    public static func print(_ text: String) throws {
        let shown = isatty(STDOUT_FILENO) == 1 ? LineText.escaped(text, keepsLines: true) : text
        do {
            _ = try FileDescriptor.standardOutput.writeAll(Array((shown + "\n").utf8))
        } catch {
            throw Failure(reason: error as? Errno ?? .ioError)
        }
    }

    /// Standard output cannot be written.
    public struct Failure: Error, CustomStringConvertible {
        let reason: Errno

        /// Whether the reader has gone, as `head` does when it has seen enough. That is nothing to complain about.
        var isReaderGone: Bool { reason == .brokenPipe }

        /// What went wrong.
        public var description: String { "Standard output cannot be written: \(reason)." }
    }
}
