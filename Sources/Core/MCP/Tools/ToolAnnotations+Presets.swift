extension ToolAnnotations {
    /// For tools that change nothing.
    public static let readOnly = ToolAnnotations(
        readOnly: true,
        destructive: false,
        idempotent: true,
        openWorld: false
    )
    /// For tools that add something new with every call.
    public static let adding = ToolAnnotations(
        readOnly: false,
        destructive: false,
        idempotent: false,
        openWorld: false
    )
    /// For tools that add something new, or replace what has the key that comes with it.
    public static let replacing = ToolAnnotations(
        readOnly: false,
        destructive: true,
        idempotent: false,
        openWorld: false
    )
    /// For tools that replace or remove existing data; repeating the call changes nothing more.
    public static let overwriting = ToolAnnotations(
        readOnly: false,
        destructive: true,
        idempotent: true,
        openWorld: false
    )
}
