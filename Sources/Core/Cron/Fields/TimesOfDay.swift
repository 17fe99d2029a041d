/// The times of a day that a second, a minute and an hour allow together.
struct TimesOfDay: Hashable, Sendable {
    let seconds: ValueSet
    let minutes: ValueSet
    let hours: ValueSet

    /// The first that is not before a second of the day.
    func next(from second: Int) -> Int? {
        let (hour, minute) = (second / 3_600, second / 60 % 60)
        if hours.contains(hour) {
            if minutes.contains(minute), let found = seconds.next(from: second % 60) {
                return second - second % 60 + found
            }
            if let found = minutes.next(from: minute + 1), let first = seconds.next(from: 0) {
                return hour * 3_600 + found * 60 + first
            }
        }
        guard let hour = hours.next(from: hour + 1), let minute = minutes.next(from: 0),
            let second = seconds.next(from: 0)
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    /// The last that is not after a second of the day.
    func previous(from second: Int) -> Int? {
        let (hour, minute) = (second / 3_600, second / 60 % 60)
        if hours.contains(hour) {
            if minutes.contains(minute), let found = seconds.previous(from: second % 60) {
                return second - second % 60 + found
            }
            if let found = minutes.previous(from: minute - 1), let last = seconds.previous(from: 59) {
                return hour * 3_600 + found * 60 + last
            }
        }
        guard let hour = hours.previous(from: hour - 1), let minute = minutes.previous(from: 59),
            let second = seconds.previous(from: 59)
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }
}
