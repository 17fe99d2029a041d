/// Something in a schedule that other engines read differently, or that is seldom meant.
package struct ScheduleWarning: Hashable, Sendable {
    /// What it is about; a stable word for programs.
    package enum Kind: String, Sendable {
        case secondsFirst = "seconds_first"
        case weekdayNumber = "weekday_number"
        case starRule = "star_rule"
        case eitherDay = "either_day"
        case impossibleDate = "impossible_date"
        case shortMonths = "short_months"
        case unevenStep = "uneven_step"
        case openStep = "open_step"
        case extensions
        case hash
        case questionMark = "question_mark"
        case elapsedTime = "elapsed_time"
        case clockChange = "clock_change"
    }

    package let kind: Kind
    /// Sentences for people.
    package let text: String

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension Schedule {
    /// All that is to be said about how it is written.
    package var warnings: [ScheduleWarning] {
        switch timing {
        case .cron(let expression): expression.warnings
        case .every(let period) where period.seconds % 86_400 == 0:
            [
                ScheduleWarning(
                    .elapsedTime,
                    "@every \(period.description) counts elapsed time, so the hour on the clock moves when clocks are "
                        + "changed. For the same hour each day write it as in \"0 9 * * *\"."
                )
            ]
        default: []
        }
    }
}
