/// Builds text in the Prometheus format 0.0.4.
struct PrometheusText {
    private(set) var string = ""

    /// What comes before all samples of one name.
    mutating func header(_ name: String, _ kind: MetricFamily.Kind, help: String?) {
        if let help { string += "# HELP \(name) \(Self.escaped(help, quotes: false))\n" }
        string += "# TYPE \(name) \(kind.rawValue)\n"
    }

    /// One line.
    ///
    /// - Parameter le: The upper bound of a histogram's bucket.
    mutating func sample(_ name: String, _ labels: LabelSet, le bound: Double? = nil, _ value: Double) {
        let bucket = bound.map { "le=\"\(Self.number($0))\"" }
        let pairs = [labels.text, bucket ?? ""].filter { !$0.isEmpty }.joined(separator: ",")
        string += "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(Self.number(value))\n"
    }

    /// A number as Prometheus spells it.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Beyond this not every whole number can be told from its neighbours.
        if value.rounded() == value, abs(value) < 0x1p53 { return String(Int64(value)) }
        return value.description
    }

    /// A text for a help line, or between the quotes of a label.
    static func escaped(_ text: String, quotes: Bool) -> String {
        let isSpecial = { (scalar: Unicode.Scalar) in
            scalar == "\\" || scalar == "\n" || (quotes && scalar == "\"")
        }
        // By scalar: a carriage return and a line feed are one character.
        guard text.unicodeScalars.contains(where: isSpecial) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isSpecial(scalar) { escaped.append("\\") }
            escaped.append(scalar == "\n" ? "n" : scalar)
        }
        return String(escaped)
    }
}
