extension Duration {
    /// Whole seconds, rounded up.
    private var wholeSeconds: Int64 {
        let (seconds, attoseconds) = components
        return attoseconds > 0 ? seconds + 1 : seconds
    }

    /// Whole milliseconds, rounded up; `.max` where there are more.
    package var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
        guard !milliseconds.overflow, milliseconds.partialValue < .max - 1000 else { return .max }
        return milliseconds.partialValue + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }

    /// For people: `150 ms`, `2.5 s`, `90 s`, `5 min`. Rounded up, so that waiting this long is always long enough.
    package var inWords: String {
        let seconds = components.seconds
        if seconds >= 120 { return "\((wholeSeconds + 59) / 60) min" }
        if seconds >= 10 { return "\(wholeSeconds) s" }
        let milliseconds = wholeMilliseconds
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = (milliseconds + 99) / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
