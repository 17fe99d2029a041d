extension TextStructure {
    /// That of a text of which only a name is known. Most texts are read well as Markdown.
    init(ofFileNamed name: String?) { self = .markdown }
}
