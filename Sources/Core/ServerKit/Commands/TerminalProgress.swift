import Glibc
import Synchronization

/// The progress of one call, on one line of the terminal; nothing where standard error is not a terminal.
package final class TerminalProgress: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let hasShown = Mutex(false)

    package init() {}

    package func show(_ done: Double, _ total: Double?, _ message: String?) {
        guard isTerminal else { return }
        let share = total.flatMap { $0 > 0 ? "\(Int((done / $0 * 100).rounded())) %" : nil } ?? "\(done)"
        hasShown.withLock { hasShown in
            hasShown = true
            write("\r\u{1B}[K\(share)" + (message.map { ", \(LineText.escaped($0))" } ?? ""))
        }
    }

    /// Clears the line.
    package func end() {
        hasShown.withLock { if $0 { write("\r\u{1B}[K") } }
    }

    private func write(_ text: String) {
        _ = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }
}
