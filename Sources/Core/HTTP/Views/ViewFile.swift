/// A page as the build plugin embeds it: HTML with its scripts and styles in it, and an empty block for its data.
public struct ViewFile: Sendable {
    /// The file's name without `.html`.
    package let name: String
    package let html: String

    package init(name: String, html: String) {
        self.name = name
        self.html = html
    }
}
