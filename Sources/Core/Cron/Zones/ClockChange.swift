/// A moment at which the clocks of a zone are changed, or only renamed.
package struct ClockChange: Hashable, Sendable {
    /// The first moment of the new time.
    package let time: UnixTime
    package let before: LocalTimeType
    package let after: LocalTimeType

    /// By how many seconds clocks are put forward: below zero where they are put back, zero where they keep their time.
    package var shift: Int { after.offset - before.offset }

    /// The local times that no clock shows; empty where clocks are not put forward.
    var gap: Range<LocalTime> {
        let end = after.localTime(at: time)
        return min(before.localTime(at: time), end)..<end
    }

    /// The local times that clocks show twice; empty where clocks are not put back.
    var overlap: Range<LocalTime> {
        let end = before.localTime(at: time)
        return min(after.localTime(at: time), end)..<end
    }
}
