import Testing

@testable import AgentMemory

@Suite("Days of the Gregorian calendar")
struct CivilDateTests {
    @Test("each day follows the one before, over eight centuries of leap years")
    func consecutive() {
        var date = CivilDate(year: 1599, month: 12, day: 31)
        var days = date.daysSinceEpoch
        var weekday = date.weekday
        while date.year < 2405 {
            if date.day < CivilDate.days(in: date.month, of: date.year) {
                date.day += 1
            } else if date.month < 12 {
                date = CivilDate(year: date.year, month: date.month + 1, day: 1)
            } else {
                date = CivilDate(year: date.year + 1, month: 1, day: 1)
            }
            days += 1
            weekday = (weekday + 1) % 7
            guard date.daysSinceEpoch == days, CivilDate(daysSinceEpoch: days) == date, date.weekday == weekday else {
                Issue.record("\(date)")
                return
            }
        }
    }

    @Test(
        "known days have their number and their weekday",
        arguments: [
            (1970, 1, 1, 0, 3), (2000, 2, 29, 11_016, 1), (1969, 12, 31, -1, 2), (2024, 5, 15, 19_858, 2),
            (1, 1, 1, -719_162, 0), (0, 2, 29, -719_469, 1), (9999, 12, 31, 2_932_896, 4), (1900, 3, 1, -25_508, 3),
        ]
    )
    func known(year: Int, month: Int, day: Int, number: Int, weekday: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.daysSinceEpoch == number)
        #expect(CivilDate(daysSinceEpoch: number) == date)
        #expect(date.weekday == weekday)
    }

    @Test("a month without that day ends earlier")
    func months() {
        let last = CivilDate(year: 2024, month: 1, day: 31)
        #expect(last.adding(months: 1) == CivilDate(year: 2024, month: 2, day: 29))
        #expect(last.adding(months: 13) == CivilDate(year: 2025, month: 2, day: 28))
        #expect(last.adding(months: -2) == CivilDate(year: 2023, month: 11, day: 30))
        #expect(CivilDate(year: 0, month: 1, day: 1).adding(months: -1) == CivilDate(year: -1, month: 12, day: 1))
    }

    @Test("the 29th of February exists in leap years only")
    func leapDays() {
        let years = [1900, 2000, 2023, 2024, 2100, 2400]
        #expect(years.filter { CivilDate(year: $0, month: 2, day: 29).isValid } == [2000, 2024, 2400])
    }
}
