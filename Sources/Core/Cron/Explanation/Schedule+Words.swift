extension Schedule {
    /// A sentence, as in `At 02:30 on Monday to Friday (Europe/Berlin).`
    package var words: String {
        switch timing {
        case .cron(let expression): "\(expression.words.capitalizedFirst) (\(zone.name))."
        case .every(let period): "Every \(period.description), counted from \(anchor)."
        case .once(let time, _): "Once, at \(occurrence(at: time).localText) (\(zone.name))."
        }
    }
}

extension CronExpression {
    fileprivate var words: String {
        [timeWords, dayWords, monthWords].compactMap(\.self).joined(separator: " ")
    }

    // MARK: Times

    private var timeWords: String {
        let clock = clockTimes
        if !clock.isEmpty { return "at \(clock.inWords)" }
        let minutes = "\(minute.repetition("minute") ?? "at \(minute.list("minute"))")"
        let hours: String
        if hour.isUnrestricted {
            hours = minute.repetition("minute") == nil ? " of every hour" : ""
        } else {
            hours = " of \(hour.repetition("hour") ?? hour.list("hour"))"
        }
        let seconds = second.repetition("second") ?? "at \(second.list("second"))"
        guard second.values != ValueSet(0...0) else { return minutes + hours }
        let isEveryMinute = minute.isUnrestricted && hour.isUnrestricted
        return isEveryMinute && second.repetition("second") != nil ? seconds : "\(seconds) of \(minutes)\(hours)"
    }

    /// The times of a day, where they are few.
    private var clockTimes: [String] {
        guard times.hours.count * times.minutes.count * times.seconds.count <= 4 else { return [] }
        return times.hours.values.flatMap { hour in
            times.minutes.values.flatMap { minute in
                times.seconds.values.map { LocalTime(seconds: Int64(hour * 3_600 + minute * 60 + $0)).shortTime }
            }
        }
    }

    // MARK: Days

    private var dayWords: String? {
        let byDate = dayOfMonth.isUnrestricted ? nil : dateWords
        let byWeekday = weekday.isUnrestricted ? nil : weekdayWords
        switch (byDate, byWeekday) {
        case (nil, nil): return clockTimes.isEmpty ? nil : "every day"
        case (let date?, nil): return needsBothDays ? "on \(date)" : "every day"
        case (nil, let weekday?): return needsBothDays ? "on \(weekday)" : "every day"
        case (let date?, let weekday?):
            return needsBothDays ? "on \(date) if it is \(weekday)" : "on \(date) or \(weekday)"
        }
    }

    private var dateWords: String {
        var parts: [String] = []
        if !dayOfMonth.values.isEmpty { parts.append(dayOfMonth.list("day")) }
        let ends = dayOfMonth.monthEnds
        for days in ends.beforeLast.values {
            parts.append(days == 0 ? "the last day" : "the day \(days) before the last")
        }
        parts += ends.nearWorkdays.values.map { "the workday nearest to day \($0)" }
        if ends.hasLastWorkday { parts.append("the last workday") }
        return parts.inWords + " of the month"
    }

    private var weekdayWords: String {
        let name = { (day: Int) in Self.weekdayNames[day % 7] }
        var values = weekday.values.values
        // The week begins on Monday, so that a weekend is one range.
        if values.first == 0, values.last == 6 { values = values.dropFirst() + [7] }
        var parts = values.isEmpty ? [] : [NumberList(values, name: name).description]
        let ordinals = ["first", "second", "third", "fourth", "fifth"]
        for day in 0...6 {
            for week in 1...5 where weekday.weeks.contains(day, week: week) {
                parts.append("the \(ordinals[week - 1]) \(name(day))")
            }
            if weekday.weeks.containsLast(day) { parts.append("the last \(name(day))") }
        }
        return parts.inWords
    }

    private var monthWords: String? {
        month.isUnrestricted ? nil : "in \(NumberList(month.values.values) { Self.monthNames[$0 - 1] })"
    }

    private static let weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

extension ParsedField {
    /// As in `every minute` and `every 15 minutes`, where it is so all the time.
    fileprivate func repetition(_ unit: String) -> String? {
        if isUnrestricted { return "every \(unit)" }
        let values = values.values
        guard values.count > 1, values[0] == 0, case let step = values[1], field.size.isMultiple(of: step),
            self.values == ValueSet(field.range, step: step)
        else { return nil }
        return "every \(step) \(unit)s"
    }

    /// As in `minute 5` and `hours 9 to 17`.
    fileprivate func list(_ unit: String) -> String {
        "\(unit)\(values.count == 1 ? "" : "s") \(NumberList(values.values))"
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
