public import FoundationEssentials

/// An instant: the type of `timestamptz` parameters, read from `timestamptz`, `timestamp` and `date` columns.
///
/// It is exact to the microsecond, PostgreSQL's resolution, from 1716 to 2286; outside that range a Double is coarser.
/// A `timestamp` and a `date` are read as UTC.
extension Date: PostgresArrayElement {
    /// Sent as `timestamptz`.
    public static var postgresType: PostgresType { .builtin(.timestamptz) }
    /// The columns it is read from.
    public static var expectedColumn: String { "timestamptz, timestamp or date" }

    /// PostgreSQL counts from 2000-01-01, Foundation from 2001-01-01; 2000 was a leap year.
    private static var secondsBetweenEpochs: Int64 { 366 * 86_400 }
    private static var microsecondsPerSecond: Int64 { 1_000_000 }
    /// 4714-11-24 BC and 294277-01-01, the limits of timestamptz, in microseconds from 2000-01-01.
    private static var range: Range<Int64> { -211_813_488_000_000_000..<9_223_371_331_200_000_000 }

    /// Appends the value in the binary format.
    public func encode(into buffer: inout PostgresBuffer) throws(PostgresEncodingFailure) {
        let interval = timeIntervalSinceReferenceDate
        let seconds = interval.rounded(.down)
        guard interval.isFinite, abs(seconds) < 1e13 else {
            throw PostgresEncodingFailure("the date is outside what timestamptz holds (4714 BC to 294276 AD)")
        }
        let microseconds =
            (Int64(seconds) + Self.secondsBetweenEpochs).multipliedReportingOverflow(by: Self.microsecondsPerSecond)
        let sum = microseconds.partialValue.addingReportingOverflow(Int64(((interval - seconds) * 1e6).rounded()))
        guard !microseconds.overflow, !sum.overflow, Self.range.contains(sum.partialValue) else {
            throw PostgresEncodingFailure("the date is outside what timestamptz holds (4714 BC to 294276 AD)")
        }
        buffer.append(sum.partialValue)
    }

    /// Reads a value in the binary format.
    public static func decode(_ bytes: RawSpan, type: PostgresOID) throws(PostgresDecodingFailure) -> Date {
        switch type {
        case .timestamptz, .timestamp:
            let microseconds = try bytes.onlyInteger(as: Int64.self)
            guard microseconds != .max, microseconds != .min else {
                throw .value("it is infinity, which Date cannot hold")
            }
            let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerSecond)
            return Date(
                timeIntervalSinceReferenceDate: Double(seconds - secondsBetweenEpochs) + Double(rest) / 1e6
            )
        case .date:
            let days = try bytes.onlyInteger(as: Int32.self)
            guard days != .max, days != .min else { throw .value("it is infinity, which Date cannot hold") }
            return Date(timeIntervalSinceReferenceDate: Double(Int64(days) * 86_400 - secondsBetweenEpochs))
        default: throw .wrongType
        }
    }
}
