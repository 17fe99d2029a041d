/// A token that is looked for in the text itself, before words are made: `[CLS]`, `[MASK]` and what a model adds.
struct AddedToken: Sendable {
    var content: String
    var id: Int32 = 0
    /// Found only where no word character stands beside it.
    var isSingleWord = false
    /// Takes in the white space before it.
    var stripsLeft = false
    /// Takes in the white space after it.
    var stripsRight = false
    /// Looked for in the normalised text, in its own normalised form.
    var isNormalized = false
    var isSpecial = false
}
