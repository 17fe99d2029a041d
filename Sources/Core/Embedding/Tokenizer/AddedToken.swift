/// A token that is matched in the text itself, before it is split into words: `[CLS]`, `[MASK]` and any that a model
/// adds.
struct AddedToken: Sendable {
    var content: String
    var id: Int32 = 0
    /// Matched only where no word character is next to it.
    var isSingleWord = false
    /// Includes the white space before it.
    var stripsLeft = false
    /// Includes the white space after it.
    var stripsRight = false
    /// Matched in the normalised text, in its own normalised form.
    var isNormalized = false
    var isSpecial = false
}
