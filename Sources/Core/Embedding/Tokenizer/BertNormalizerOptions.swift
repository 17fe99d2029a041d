/// The settings of a published `BertNormalizer`.
struct BertNormalizerOptions: Sendable, Hashable {
    /// Takes out control characters and makes every white space a space.
    var cleansText = true
    /// Makes every Chinese character a word of its own.
    var separatesChinese = true
    /// Decomposes and takes out accents; nil does what `lowercases` says.
    var stripsAccents: Bool?
    var lowercases = true
}
