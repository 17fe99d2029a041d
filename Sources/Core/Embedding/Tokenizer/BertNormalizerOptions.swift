/// The settings of a published `BertNormalizer`.
struct BertNormalizerOptions: Sendable, Hashable {
    /// Removes control characters and turns all white space into spaces.
    var cleansText = true
    /// Makes every Chinese character a word of its own.
    var separatesChinese = true
    /// Decomposes and removes accents; nil means the same as `lowercases`.
    var stripsAccents: Bool?
    var lowercases = true
}
