/// Numbers and the units they are counted in.
enum Measure {
    /// What a unit measures, and how many of the base it is.
    struct Unit: Sendable {
        var base: String
        var factor: Double
    }

    static let currencies: [Character: String] = ["$": "usd", "€": "eur", "£": "gbp", "¥": "yen", "%": "percent"]

    static let units: [String: Unit] = {
        let lines: [(String, String, Double)] = [
            ("ms msec msecs millisecond milliseconds", "s", 0.001), ("s sec secs seconds", "s", 1),
            ("min mins minute minutes", "s", 60), ("h hr hrs hour hours", "s", 3600), ("day days", "s", 86_400),
            ("week weeks wk", "s", 604_800), ("month months", "month", 1), ("year years yr yrs", "month", 12),
            ("kb kilobyte kilobytes", "byte", 1e3), ("mb megabyte megabytes", "byte", 1e6),
            ("gb gigabyte gigabytes", "byte", 1e9), ("tb terabyte terabytes", "byte", 1e12), ("kib", "byte", 1024),
            ("mib", "byte", 1_048_576), ("gib", "byte", 1_073_741_824), ("tib", "byte", 1_099_511_627_776),
            ("mm millimeter millimeters millimetre millimetres", "m", 0.001),
            ("cm centimeter centimeters centimetre centimetres", "m", 0.01), ("m meter meters metre metres", "m", 1),
            ("km kilometer kilometers kilometre kilometres kms", "m", 1000), ("mile miles", "mile", 1),
            ("ft foot feet", "foot", 1), ("inch inches", "inch", 1), ("mg milligram milligrams", "g", 0.001),
            ("g gram grams", "g", 1), ("kg kgs kilo kilos kilogram kilograms", "g", 1000),
            ("lb lbs pound pounds", "pound", 1), ("ml milliliter milliliters millilitre millilitres", "l", 0.001),
            ("l liter liters litre litres", "l", 1), ("usd dollar dollars", "usd", 1), ("eur euro euros", "eur", 1),
            ("gbp quid", "gbp", 1), ("yen", "yen", 1), ("percent pct", "percent", 1), ("degree degrees", "degree", 1),
            ("hz", "hz", 1), ("khz", "hz", 1e3), ("mhz", "hz", 1e6), ("ghz", "hz", 1e9),
        ]
        var units: [String: Unit] = [:]
        for (names, base, factor) in lines {
            for name in names.split(separator: " ") { units[String(name)] = Unit(base: base, factor: factor) }
        }
        return units
    }()

    private static let words: [String: Double] = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
        "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
    private static let scales: [String: Double] = ["thousand": 1e3, "million": 1e6, "billion": 1e9, "bn": 1e9]

    /// The number that digits write: "1,450", "-5", "99.95".
    ///
    /// Nil for what has more digits than a number keeps, and for what starts with a zero as codes do.
    static func number(_ text: String) -> Double? {
        guard text.utf8.count <= 16, let last = text.utf8.last, (0x30...0x39).contains(last) else { return nil }
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2C || $0 == 0x2E }) else { return nil }
        guard !(unsigned.hasPrefix("0") && unsigned.count > 1 && !unsigned.hasPrefix("0.")) else { return nil }
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
        guard !groups[0].isEmpty, groups.count == 1 || groups[0].count <= 3,
            groups.dropFirst().allSatisfy({ $0.count == 3 }), parts.count == 1 || !parts[1].contains(",")
        else { return nil }
        return Double(text.filter { $0 != "," })
    }

    /// The number at the start of some words, and how many of them write it.
    static func number(at words: ArraySlice<StatementWord>) -> (value: Double, count: Int)? {
        guard let first = words.first else { return nil }
        var total = 0.0
        var current: Double
        var count = 1
        if let value = number(first.plain) {
            current = value
        } else if let value = self.words[first.plain] {
            current = value
            if value >= 20, let next = words.dropFirst().first, let ones = self.words[next.plain],
                (1...9).contains(ones)
            {
                current += ones
                count += 1
            }
            if let next = words.dropFirst(count).first, next.plain == "hundred" {
                current *= 100
                count += 1
                let rest = words.dropFirst(count)
                let skipped = rest.first?.plain == "and" ? 1 : 0
                if let more = self.words[rest.dropFirst(skipped).first?.plain ?? ""] {
                    current += more
                    count += skipped + 1
                    let ones = self.words[words.dropFirst(count).first?.plain ?? ""] ?? 0
                    if more >= 20, (1...9).contains(ones) {
                        current += ones
                        count += 1
                    }
                }
            }
        } else {
            return nil
        }
        while let next = words.dropFirst(count).first, let scale = scales[next.plain] {
            total += current * scale
            current = 0
            count += 1
        }
        return (total + current, count)
    }

    /// One way to write a number.
    static func text(of value: Double) -> String {
        value.rounded() == value && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
