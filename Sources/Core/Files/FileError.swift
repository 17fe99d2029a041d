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
    }

    /// Which file.
    package let path: FilePath
    /// What is wrong with it.
    package let reason: Reason

    init(_ path: FilePath, _ reason: Reason) {
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
        }
    }

    /// The system's number for it.
    package var errno: Errno {
        if case .system(let error) = reason { error } else { .ioError }
    }
}
