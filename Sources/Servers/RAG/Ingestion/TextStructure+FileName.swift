extension TextStructure {
    /// That of a text of which only a name is known, such as its key. Most texts are read well as Markdown.
    init(ofFileNamed name: String?) { self = name.flatMap(Format.init(name:))?.structure ?? .markdown }
}
