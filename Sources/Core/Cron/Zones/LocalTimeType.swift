/// What clocks in a zone show between two changes of them. The name is that of RFC 8536.
package struct LocalTimeType: Hashable, Sendable {
    /// The seconds that are added to UTC.
    package let offset: Int
    /// Whether it is daylight saving time. In Ireland, by law, that is the winter's.
    package let isDaylight: Bool
    /// As in `CEST`, or `+0545` where the people there have no such word.
    package let abbreviation: String

    /// The offset as in `+02:00`, with seconds only where there are some, as before zones were agreed on.
    package var offsetText: String {
        let size = abs(offset)
        let seconds = size % 60 == 0 ? "" : ":\((size % 60).padded(to: 2))"
        return "\(offset < 0 ? "-" : "+")\((size / 3_600).padded(to: 2)):\((size / 60 % 60).padded(to: 2))\(seconds)"
    }

    /// What clocks show at a moment.
    func localTime(at time: UnixTime) -> LocalTime { LocalTime(seconds: time.seconds + Int64(offset)) }

    /// When clocks show a time, if they are of this type then.
    func moment(of local: LocalTime) -> UnixTime { UnixTime(seconds: local.seconds - Int64(offset)) }
}
