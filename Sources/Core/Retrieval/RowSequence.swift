/// Rows that are parts of a whole and follow one another in it, such as the turns of a conversation or the chunks of a
/// document. Each is found by what its neighbours say, too.
package struct RowSequence: Sendable, Hashable {
    /// The column that tells which whole a row is part of: `NOT NULL`, and together with `position` indexed.
    package let whole: String
    /// The column with a row's place in it: whole numbers without gaps.
    package let position: String
    /// How many neighbours count on either side: 2 for turns, 1 for chunks of some 200 tokens. More are worse. Of several
    /// windows the mean counts: 1 and 2 for chunks of some 100 tokens.
    package let windows: [Int32]

    /// The neighbours on either side in the largest window, and in the smallest.
    var reach: Int32 { windows.max() ?? 0 }
    var nearest: Int32 { windows.min() ?? 0 }

    package init(whole: String, position: String, windows: Int32...) {
        self.whole = whole
        self.position = position
        self.windows = windows
    }
}
