package import SystemPackage

/// A file cannot be read.
package struct FileError: Error, CustomStringConvertible {
    /// What is wrong with it.
    package enum Reason: Sendable, Equatable {
        /// The system refuses it.
        case system(Errno)
        /// It is a folder, a pipe or a device.
        case notRegular
        /// It has more bytes than it may.
        case tooLong(limit: Int)
        /// It has fewer bytes than it had when it was opened.
        case endedEarly
        /// It was written to while it was read.
        case changed
        /// Others can change it, or read it though it is a secret.
        case distrusted(TrustFlaw)
    }

    /// Which file.
    package let path: FilePath
    /// What is wrong with it.
    package let reason: Reason

    package init(_ path: FilePath, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// For people, with no full stop: the sentence may go on with the remedy.
    package var description: String { "\(path) \(predicate)" }

    /// What is wrong, to be read after the name of the file.
    package var predicate: String {
        switch reason {
        case .system(let error): "cannot be read: \(error)"
        case .notRegular: "is not a file"
        case .tooLong(let limit): "is larger than the \(limit) bytes allowed for such a file"
        case .endedEarly: "ended early"
        case .changed: "was changed while it was read"
        case .distrusted(let flaw) where flaw.path == path: flaw.predicate
        case .distrusted(let flaw): "is not read, because \(flaw.path), on the way to it, \(flaw.predicate)"
        }
    }

    /// The system's number for it.
    package var errno: Errno {
        switch reason {
        case .system(let error): error
        case .distrusted: .permissionDenied
        case .notRegular, .tooLong, .endedEarly, .changed: .ioError
        }
    }
}
