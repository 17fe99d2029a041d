/// A folder that is kept in step with a bank.
struct FolderLink: Sendable, Hashable {
    let id: Int32
    /// What its own file and the front matter of its files call it.
    let name: String
    let bank: Int32
    let path: String
}
