/// A `numeric` as exact decimal text, as `numeric_out` writes it.
///
/// The binary format is four 16-bit numbers (count of digits, weight of the first, sign, decimals shown), then the
/// digits in base 10,000 (PostgreSQL's numeric_send).
func numericText(_ bytes: RawSpan) throws(PostgresDecodingFailure) -> String {
    let count = Int(try bytes.integer(at: 0, as: Int16.self))
    let weight = Int(try bytes.integer(at: 2, as: Int16.self))
    let sign = try bytes.integer(at: 4, as: UInt16.self)
    let scale = Int(try bytes.integer(at: 6, as: Int16.self))
    switch sign {
    case 0xC000: return "NaN"
    case 0xD000: return "Infinity"
    case 0xF000: return "-Infinity"
    case 0x0000, 0x4000: break
    default: throw .value("its sign is unknown")
    }
    guard count >= 0, scale >= 0, bytes.byteCount == 8 + 2 * count else { throw .value("its bytes are damaged") }

    func group(_ index: Int) throws(PostgresDecodingFailure) -> Int {
        guard index >= 0, index < count else { return 0 }
        return Int(try bytes.integer(at: 8 + 2 * index, as: Int16.self))
    }
    var text = sign == 0x4000 ? "-" : ""
    if weight < 0 {
        text += "0"
    } else {
        text += String(try group(0))
        for index in stride(from: 1, through: weight, by: 1) { text += padded(try group(index)) }
    }
    guard scale > 0 else { return text }
    var decimals = ""
    var index = weight + 1
    while decimals.utf8.count < scale {
        decimals += padded(try group(index))
        index += 1
    }
    return text + "." + decimals.prefix(scale)
}

private func padded(_ group: Int) -> String {
    let digits = String(group)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
}
