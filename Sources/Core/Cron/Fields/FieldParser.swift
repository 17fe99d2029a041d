/// Reads one field of an expression.
struct FieldParser {
    let field: CronField
    /// What the values of `H` are made from.
    let seed: String

    /// - Parameter text: In ASCII.
    func parse(_ text: String) throws(ScheduleError) -> ParsedField {
        var parsed = ParsedField(field: field, text: text)
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard !item.isEmpty else { throw ScheduleError(field, text, "has a comma too many") }
            parsed.formUnion(try parse(item: item.asciiUppercased))
        }
        if parsed.traits.contains(.questionMark), text != "?" {
            throw ScheduleError(field, text, "has a ? among others, where it stands alone or not at all")
        }
        // By Vixie's rule the first character decides, whatever follows it.
        parsed.traits.remove(.star)
        if text.hasPrefix("*") || text == "?" {
            parsed.traits.insert(.star)
            if !parsed.isUnrestricted { parsed.traits.insert(.starStep) }
        }
        return parsed
    }

    private func parse(item: String) throws(ScheduleError) -> ParsedField {
        var parsed = ParsedField(field: field, text: item)
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let base = String(parts[0])
        let step = parts.count > 1 ? try step(String(parts[1]), item) : nil
        if step == nil {
            let isSpecial = try parseSpecial(base, item, into: &parsed)
            if isSpecial { return parsed }
        }
        if base.hasPrefix("H") {
            parsed.traits.insert(.hash)
            parsed.values = try hashed(base, step, item)
        } else {
            let range = try range(base, step, item, &parsed.traits)
            if let step, !range.count.isMultiple(of: step), base == "*", field != .dayOfMonth, field != .weekday {
                parsed.traits.insert(.unevenStep)
            }
            parsed.values = ValueSet(range, step: step ?? 1)
        }
        if field == .weekday { parsed.values = parsed.values.sundayAsZero }
        return parsed
    }

    /// `*`, `5`, `9-17`, and `5` with a step, which goes on to the end of the field.
    private func range(
        _ base: String,
        _ step: Int?,
        _ item: String,
        _ traits: inout FieldTraits
    ) throws(ScheduleError) -> ClosedRange<Int> {
        if base == "*" { return field.range }
        let ends = base.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let lower = try value(ends[0], item, &traits)
        guard ends.count > 1 else {
            if step != nil { traits.insert(.openStep) }
            return lower...(step == nil ? lower : field.range.upperBound)
        }
        var upper = try value(ends[1], item, &traits)
        // A week that ends on Sunday is what someone means who writes FRI-SUN.
        if field == .weekday, ends[1] == "SUN", lower > 0 { upper = 7 }
        guard lower <= upper else {
            let (last, first) = (field == .weekday ? 6 : field.range.upperBound, field.range.lowerBound)
            let front = lower == last ? "\(last)" : "\(lower)-\(last)"
            let back = upper == first ? "\(first)" : "\(first)-\(upper)"
            throw ScheduleError(field, item, "runs backwards", "Write it as two ranges: \"\(front),\(back)\".")
        }
        return lower...upper
    }

    /// A number or a name.
    func value(_ text: String, _ item: String, _ traits: inout FieldTraits) throws(ScheduleError) -> Int {
        if let index = field.names.firstIndex(of: text) { return index + field.range.lowerBound }
        var scanner = ByteScanner(text)
        guard let number = scanner.number(), scanner.isAtEnd else {
            throw ScheduleError(field, item, problem(with: text))
        }
        guard field.range.contains(number) else {
            throw ScheduleError(
                field,
                item,
                "is not between \(field.range.lowerBound) and \(field.range.upperBound)"
            )
        }
        if field == .weekday { traits.insert(.weekdayNumber) }
        return number
    }

    private func problem(with text: String) -> String {
        if let name = field.names.first(where: { text.hasPrefix($0) }) {
            return "is not understood: names have three letters, so write \(name)"
        }
        if text.hasPrefix("R") {
            return "is not understood: there are no random values, but H is one that stays the same"
        }
        if field == .weekday, text.hasPrefix("L"), text.utf8.count == 2 {
            return "is not understood: L follows the weekday, so write \(text.dropFirst())L"
        }
        if field == .weekday, text == "L" { return "does not say the last of which weekday" }
        return text.isEmpty ? "lacks a number" : "is not understood"
    }

    private func step(_ text: String, _ item: String) throws(ScheduleError) -> Int {
        var scanner = ByteScanner(text)
        guard let step = scanner.number(), scanner.isAtEnd, step > 0 else {
            throw ScheduleError(field, item, "has no step: a whole number above 0 must follow the slash")
        }
        guard step <= field.size else {
            let every = [.second: "s", .minute: "m", .hour: "h"][field].map { " or \"@every \(step)\($0)\"" } ?? ""
            throw ScheduleError(
                field,
                item,
                "has a step that is longer than the whole field, so only its first value would ever fit",
                "Write that value alone\(every)."
            )
        }
        return step
    }

    /// `H`, `H(0-5)` and both with a step.
    private func hashed(_ base: String, _ step: Int?, _ item: String) throws(ScheduleError) -> ValueSet {
        var range = field.hashRange
        if base != "H" {
            guard base.hasPrefix("H("), base.hasSuffix(")"), base.contains("-") else {
                throw ScheduleError(field, item, "is not understood: H stands alone or with a range, as in H(1-5)")
            }
            var traits: FieldTraits = []
            range = try self.range(String(base.dropFirst(2).dropLast()), nil, item, &traits)
        }
        let choices = step.map { min($0, range.count) } ?? range.count
        let first = range.lowerBound + StableHash.choice(of: choices, seed: seed, field: field)
        return step.map { ValueSet(first...range.upperBound, step: $0) } ?? ValueSet(first...first)
    }
}

extension ValueSet {
    /// Weekdays with Sunday as 0 only.
    fileprivate var sundayAsZero: ValueSet { ValueSet(bits: bits & 0x7f | bits >> 7 & 1) }
}

extension Substring {
    /// With capital letters, and no letter of another alphabet taken for one of them.
    fileprivate var asciiUppercased: String {
        String(
            decoding: utf8.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 & 0xdf : $0 },
            as: UTF8.self
        )
    }
}
