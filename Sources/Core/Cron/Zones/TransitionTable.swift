/// The changes of a zone's clocks that are listed one by one.
struct TransitionTable: Sendable {
    /// In order, each later than the one before.
    private let times: [UnixTime]
    /// Which type clocks get, for each time.
    private let kinds: [UInt8]
    private let types: [LocalTimeType]
    /// What holds before the first time.
    let initial: LocalTimeType

    /// Nil where the parts do not fit together. Times that no moment has are left out: files may begin with the Big
    /// Bang.
    init?(times: [UnixTime], kinds: [UInt8], types: [LocalTimeType]) {
        guard let first = types.first, times.count == kinds.count, kinds.allSatisfy({ Int($0) < types.count }),
            zip(times, times.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        let moments = UnixTime.representable
        let early = times.count { $0 < moments.lowerBound }
        initial = early > 0 ? types[Int(kinds[early - 1])] : first
        self.times = times.filter(moments.contains)
        self.kinds = Array(kinds[early..<early + self.times.count])
        self.types = types
    }

    /// One type for all times.
    init(always type: LocalTimeType) {
        (times, kinds, types) = ([], [], [])
        initial = type
    }

    var lastTime: UnixTime? { times.last }

    func change(after time: UnixTime) -> ClockChange? {
        let index = count(through: time)
        return index < times.count ? change(at: index) : nil
    }

    func change(through time: UnixTime) -> ClockChange? {
        let count = count(through: time)
        return count > 0 ? change(at: count - 1) : nil
    }

    private func change(at index: Int) -> ClockChange {
        let before = index == 0 ? initial : types[Int(kinds[index - 1])]
        return ClockChange(time: times[index], before: before, after: types[Int(kinds[index])])
    }

    /// How many changes there are up to a moment.
    private func count(through time: UnixTime) -> Int {
        var range = 0..<times.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = times[middle] <= time ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
