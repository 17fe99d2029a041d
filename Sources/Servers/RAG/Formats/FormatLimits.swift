/// How much reading one file may take.
struct FormatLimits: Sendable, Hashable {
    /// The size of the file.
    var inputBytes = 64 << 20
    /// The size of its text.
    var outputBytes = 32 << 20
    /// How long a program may work on it.
    var time: Duration = .seconds(60)
    /// How much memory a program may take for it.
    var memoryBytes = 1 << 30
    /// What an archive may unpack to.
    var unpackedBytes = 256 << 20
    /// How many times its own size an archive may unpack to, where that is more than a few megabytes. Text becomes ten
    /// times smaller, seldom fifty.
    var unpackedRatio = 100
}
