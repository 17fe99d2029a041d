extension EmbeddingModel {
    /// The id of the model that other programs know by this name: the name itself where it is none of ours.
    package static func id(of name: String) -> String { ModelFolder.knownID(name) ?? name }
}
