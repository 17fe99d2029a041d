import Files
import ServerKit
import SystemPackage

/// The folder that is kept in step with the server's bank.
enum FolderSetting {
    /// The setting.
    static let setting = Setting(
        "MEMORY_BANK_PATH",
        defaultText: "none",
        "A folder of Markdown files that is kept in step with the bank, both ways: sections of files become memories, and "
            + "memories are written into files"
    ) { given throws(SettingsError) -> FilePath? in
        guard let given else { return nil }
        let path = FilePath(given.text).absolute.lexicallyNormalized()
        guard path != "/" else { throw given.error("must be a folder of its own") }
        return path
    }
}
