import SystemPackage

/// A file or folder cannot be read as a source. Nothing in it tells what is outside the folders that may be read.
struct SourceError: Error, Hashable, CustomStringConvertible {
    enum Reason: Hashable {
        /// The setting gives no folder.
        case noRoots
        /// What was given names no file at all.
        case malformed(String)
        /// It is outside, whether there is such a thing or not.
        case outside(roots: [FilePath])
        /// One of the folders that may be read cannot be.
        case root(FilePath, Errno)
        case system(Errno)
        case isFolder
        case isFile
        /// It is a pipe, a socket or a device.
        case isSpecial
        case tooLarge(limit: Int)
        /// It was written, replaced or removed while it was read.
        case changed
        /// The setting gives no address.
        case noWeb
        /// It is no address that may be read.
        case outsideWeb(allowed: [String])
        /// It did not answer with a page or a file.
        case web(String)
    }

    /// What was asked for.
    let place: String
    let reason: Reason

    init(_ place: String, _ reason: Reason) {
        self.place = place
        self.reason = reason
    }

    static func malformed(_ place: String, _ flaw: String) -> SourceError { SourceError(place, .malformed(flaw)) }

    var description: String {
        switch reason {
        case .noRoots:
            "No path is read, because no folder is allowed. "
                + "Set \(SourceRoots.setting) to the folders that may be read, separated by colons, "
                + "as in \(SourceRoots.setting)=~/documents:/srv/manuals, or give the text itself."
        case .outside(let roots):
            "\(name) is not in a folder that may be read, or a link leads out of it. "
                + "\(SourceRoots.setting) allows: \(roots.map(\.string).joined(separator: ", "))."
        case .root(let root, let error):
            "\(root), which \(SourceRoots.setting) allows, cannot be opened: \(error)."
        case .noWeb:
            "No address is read, because none is allowed. Set \(WebRoots.setting) to what addresses may begin with, "
                + "separated by commas, as in \(WebRoots.setting)=https://docs.example.org/manual/, or give the text itself."
        case .outsideWeb(let allowed):
            "\(name) is not below an address that may be read. "
                + "\(WebRoots.setting) allows: \(allowed.joined(separator: ", "))."
        default: "\(name) \(predicate)."
        }
    }

    /// What is wrong, to be read after the name.
    var predicate: String {
        switch reason {
        case .noRoots, .outside, .noWeb, .outsideWeb: "may not be read"
        case .malformed(let flaw): flaw
        case .root(_, let error), .system(let error): "cannot be read: \(error)"
        case .web(let what): "cannot be read: \(what)"
        case .isFolder: "is a folder. Give a file in it, or ingest the folder"
        case .isFile: "is a file, not a folder. Add it as a document, or give the folder that it is in"
        case .isSpecial: "is a pipe, a socket or a device, and no file"
        case .tooLarge(let limit): "is larger than the \(limit) bytes allowed. Divide it, or raise the limit"
        case .changed: "was changed or removed while it was read. Try again"
        }
    }

    private var name: String {
        let start = String.UnicodeScalarView(place.unicodeScalars.prefix(300))
        return start.count < 300 ? place : String(start) + "…"
    }
}
