/// What is made of the declarations of a type. Those that no client could use are a mistake in the program and stop it.
package func checkedDeclaration<Made>(
    of type: Any.Type,
    _ make: () throws(ToolDeclarationError) -> Made
) -> Made {
    do {
        return try make()
    } catch {
        preconditionFailure("\(type): \(error)")
    }
}
