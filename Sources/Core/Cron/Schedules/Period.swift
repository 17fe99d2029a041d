/// A length of time between runs, whatever clocks show: whole seconds, from one to 366 days.
struct Period: Hashable, Sendable {
    let seconds: Int64

    static let longest: Int64 = 366 * 86_400

    /// Reads `90s`, `5m`, `1h30m`, `1d` or `2w`: each unit at most once, the larger before the smaller.
    init(_ text: String) throws(ScheduleError) {
        var scanner = ByteScanner(text)
        var units: [(Unicode.Scalar, Int64)] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
        var total: Int64 = 0
        while !scanner.isAtEnd {
            guard let number = scanner.number(), let index = units.firstIndex(where: { scanner.take($0.0) }) else {
                throw Self.error(text, "is not understood")
            }
            total += Int64(number) * units[index].1
            units.removeFirst(index + 1)
        }
        guard total > 0 else { throw Self.error(text, text.isEmpty ? "is missing" : "is no time at all") }
        guard total <= Self.longest else { throw Self.error(text, "is longer than 366 days") }
        seconds = total
    }

    private static func error(_ text: String, _ problem: String) -> ScheduleError {
        ScheduleError(
            "The period \(Quoted(text)) of @every \(problem).",
            "Expected whole weeks, days, hours, minutes or seconds, for example \"90s\", \"5m\", \"1h30m\" or \"1d\"."
        )
    }

    /// In the largest units, as in `1h30m`.
    var description: String {
        var rest = seconds
        var text = ""
        for (unit, size) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] as [(String, Int64)] where rest >= size {
            text += "\(rest / size)\(unit)"
            rest %= size
        }
        return text
    }
}
