package import MCP

extension Argument where Value == String? {
    /// Stands for the argument `collection` in its declaration.
    package struct CollectionName: Sendable {
        /// The argument.
        package static var collection: CollectionName { CollectionName() }
    }

    /// Declares the argument that names the collection a tool works on:
    ///
    ///     @Argument(.collection) var collection: String?
    package init(_ name: CollectionName) {
        self.init("The collection, where it is not the server's own.", .length(1...63))
    }
}
