import JSONFormat

/// The extensions of the protocol, by their names.
package enum Extension {
    /// Views that clients show.
    package static let apps = "io.modelcontextprotocol/ui"
    /// Work that outlasts its call.
    package static let tasks = "io.modelcontextprotocol/tasks"
}

extension JSONObject {
    /// Whether these capabilities of a client name an extension.
    func declares(_ name: String) -> Bool { self["extensions"]?[name]?.objectValue != nil }
}
