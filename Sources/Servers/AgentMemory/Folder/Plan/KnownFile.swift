/// A file as it was when it was last in step with the bank.
struct KnownFile: Sendable, Hashable {
    let id: Int32
    let path: FolderPath
    /// The base that its front matter names.
    let stamp: String?
    let bodyHash: String
    /// In order, with those that are no longer in it.
    let sections: [KnownSection]
    /// The hashes of the bodies that it had.
    let formerBodies: Set<String>

    /// What an edited file was when its editing began.
    ///
    /// An editor may have had it open while we wrote it anew, and save it over our text: then its front matter names an
    /// earlier base. A file that is just as it was at some earlier time was put back on purpose, as `git checkout` does,
    /// and counts as an edit of what we know last.
    func sections(before file: MarkdownFile, in state: FolderState) -> [KnownSection] {
        let present = sections.filter(\.isThere)
        guard let mark = state.mark(of: file), mark.base != stamp else { return present }
        let hash = file.bodyHash
        guard hash != mark.base, !formerBodies.contains(hash) else { return present }
        return state.bases[mark.base] ?? present
    }
}
