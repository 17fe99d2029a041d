package import Files
import FoundationEssentials
package import MCP
package import SystemPackage

/// The folder into which tools export, and from which they import. A client names files in it, never a path.
package struct TransferFolder: Sendable {
    /// The setting.
    package static let setting = Setting.text(
        "TRANSFER_DIR",
        defaultText: "none, and these tools refuse",
        "The folder of the files that tools export into and import from"
    )

    private let path: FilePath?
    private let example: String

    /// - Parameter example: A name of a file, as errors show it.
    package init(_ settings: Settings, example: String) {
        path = settings[Self.setting].map { FilePath($0).absolute }
        self.example = example
    }

    /// What tells this folder from others, on whichever host.
    package var place: String { path.map { "\(ProcessInfo.processInfo.hostName):\($0)" } ?? "" }

    /// The path of a file that a client names.
    package func path(of name: String) throws(ToolError) -> FilePath {
        guard let path else {
            throw ToolError(
                "There is no folder to export into and to import from. Its operator starts the server with TRANSFER_DIR set "
                    + "to one, or uses the program's own commands export and import.",
                kind: .unavailable
            )
        }
        guard path.isFolder else {
            throw ToolError(
                "TRANSFER_DIR names no folder; its operator makes one, or sets another.",
                kind: .unavailable
            )
        }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, !name.hasPrefix("."), !name.hasPrefix("-") else {
            throw ToolError(
                "file must be a plain name of letters, digits, \".\", \"_\" and \"-\", without a folder. Example: "
                    + "{\"file\":\"\(example)\"}"
            )
        }
        return path.appending(name)
    }

    /// Begins a file that is not there yet, and that a client names. It is to get its name just before the end of the work
    /// is stored.
    package func draft(_ name: String, context: RequestContext) throws -> ArchiveDraft {
        let path = try path(of: name)
        if context.isContinued, (try? path.exists()) == true {
            throw ToolError(
                "The server stopped when the export ended: \(name) is there and whole. It is this export's, unless "
                    + "somebody else has made it meanwhile."
            )
        }
        return try ArchiveDraft(of: path)
    }

    /// Opens a file that a client names.
    package func open(_ name: String) throws -> ReadOnlyFile {
        let path = try path(of: name)
        do throws(FileError) {
            return try ReadOnlyFile(path, .noFollow)
        } catch {
            throw TransferError("\(name) \(error.predicate).")
        }
    }
}
