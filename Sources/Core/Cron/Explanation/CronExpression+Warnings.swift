extension CronExpression {
    var warnings: [ScheduleWarning] {
        var warnings: [ScheduleWarning] = []
        func warn(_ kind: ScheduleWarning.Kind, _ text: String, _ condition: Bool) {
            if condition { warnings.append(ScheduleWarning(kind, text)) }
        }
        warn(
            .secondsFirst,
            "Of six fields the first is the second, as in Quartz, Spring and robfig/cron; croniter by default, "
                + "pgqueuer and procrastinate take the last one for it.",
            hasSeconds
        )
        warn(
            .weekdayNumber,
            "The weekday \(Quoted(weekday.text)) is a number: 0 and 7 are Sunday and 1 is Monday, as in Vixie's cron; "
                + "1 is Sunday in Quartz and Tuesday in APScheduler. Names such as MON mean the same everywhere.",
            weekday.traits.contains(.weekdayNumber)
        )
        addDayWarnings(warn)
        addStepWarnings(warn)
        warn(
            .extensions,
            "L, W and # come from Quartz; Vixie's cron and Kubernetes do not know them.",
            !dayOfMonth.traits.union(weekday.traits).isDisjoint(with: .quartz)
        )
        let hashed = fields.filter { $0.traits.contains(.hash) }
        let choices = hashed.map { "\(Quoted($0.text)) is \($0.field.rawValue) \(NumberList($0.values.values))" }
        warn(
            .hash,
            "H is chosen by the task, and stays the same: \(choices.joined(separator: ", ")). Jenkins and croniter "
                + "choose other values.",
            !hashed.isEmpty
        )
        warn(
            .questionMark,
            "? is read as *; Quartz asks for it, Vixie's cron refuses it.",
            !dayOfMonth.traits.union(weekday.traits).isDisjoint(with: .questionMark)
        )
        return warnings
    }

    private var fields: [ParsedField] { [second, minute, hour, dayOfMonth, month, weekday] }

    private func addDayWarnings(_ warn: (ScheduleWarning.Kind, String, Bool) -> Void) {
        let areBothRestricted = !dayOfMonth.isUnrestricted && !weekday.isUnrestricted
        let days = "the day of month \(Quoted(dayOfMonth.text)) and the weekday \(Quoted(weekday.text))"
        warn(
            .starRule,
            "A day must fit both \(days), because one of them begins with a star: this is Vixie's rule, also "
                + "cronsim's. croniter by default needs one of the two.",
            areBothRestricted && needsBothDays
        )
        warn(
            .eitherDay,
            "A day needs to fit only one of \(days), as in Vixie's cron. APScheduler and cron-converter need both; "
                + "Quartz refuses it.",
            areBothRestricted && !needsBothDays
        )
        warn(
            .impossibleDate,
            "The day of month \(Quoted(dayOfMonth.text)) never comes in the month \(Quoted(month.text)), so only the "
                + "weekday counts.",
            !hasDaysOfMonth
        )
        let longestMonths = month.values.values.map { CivilDate.length(ofMonth: $0, isLeapYear: false) }
        let latest = dayOfMonth.isUnrestricted ? nil : dayOfMonth.values.previous(from: 31)
        let isMissing = dayOfMonth.values.next(from: 1).map { first in longestMonths.contains { $0 < first } } ?? false
        warn(
            .shortMonths,
            "Some of the months have no day \(latest ?? 31), and are left out. For the last day of each month write L.",
            hasDaysOfMonth && latest != nil && isMissing
        )
    }

    private func addStepWarnings(_ warn: (ScheduleWarning.Kind, String, Bool) -> Void) {
        for field in fields {
            warn(
                .unevenStep,
                "The step of the \(field.field.rawValue) \(Quoted(field.text)) begins anew with each round of the "
                    + "field, so the last distance is shorter: it fits \(NumberList(field.values.values)).",
                field.traits.contains(.unevenStep)
            )
            warn(
                .openStep,
                "The \(field.field.rawValue) \(Quoted(field.text)) goes on to the end of the field: it fits "
                    + "\(NumberList(field.values.values)). Vixie's cron refuses a step after a single number, and "
                    + "cron-converter leaves it out.",
                field.traits.contains(.openStep)
            )
        }
    }
}
