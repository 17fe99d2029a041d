import Files
import MCP
import ServerKit
import SystemPackage
import Transfer

/// The folder into which tools export archives, and from which they import them. A client names files in it, never a
/// path.
struct TransferFolder: Sendable {
    static let setting = Setting.text(
        "TRANSFER_DIR",
        defaultText: "none, and these tools refuse",
        "The folder of the archives that export_collection writes and import_collection reads"
    )

    private let path: FilePath?

    init(_ settings: Settings) {
        path = settings[Self.setting].map { FilePath($0).absolute }
    }

    /// The path of a file that a client names.
    func path(of name: String) throws(ToolError) -> FilePath {
        guard let path else {
            throw ToolError(
                "There is no folder for archives. Its operator starts the server with TRANSFER_DIR set to one, or exports "
                    + "and imports with the commands vector-store export and import.",
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
                    + "{\"file\":\"documents.tar\"}"
            )
        }
        return path.appending(name)
    }
}
