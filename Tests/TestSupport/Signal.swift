import Glibc

/// A signal that asks a process to end, by its name.
package enum Signal: String, CaseIterable, Sendable {
    case terminate = "SIGTERM"
    case interrupt = "SIGINT"

    package var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        }
    }
}
