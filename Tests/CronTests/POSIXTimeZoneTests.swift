import Testing

@testable import Cron

@Suite("Rules at the end of a zone's file")
struct POSIXTimeZoneTests {
    @Test("a weekday of a month, with times beyond the day and before it")
    func weekdays() throws {
        let gaza = try #require(POSIXTimeZone("EET-2EEST,M3.4.4/50,M10.4.4/50")?.recurring)
        #expect(gaza.start.local(in: 2040).description == "2040-03-24T02:00:00")
        let nuuk = try #require(POSIXTimeZone("<-02>2<-01>,M3.5.0/-1,M10.5.0/0")?.recurring)
        #expect(nuuk.start.local(in: 2040).description == "2040-03-24T23:00:00")
        #expect(nuuk.standard.offset == -7_200 && nuuk.daylight.abbreviation == "-01")
        let dublin = try #require(POSIXTimeZone("IST-1GMT0,M10.5.0,M3.5.0/1")?.recurring)
        #expect(dublin.standard.offset == 3_600 && dublin.daylight.offset == 0)
    }

    @Test("days of the year, with February 29 counted or not")
    func daysOfYear() throws {
        let zone = try #require(POSIXTimeZone("AAA3BBB,J60/2:30,300/-1:00:30")?.recurring)
        #expect(zone.start.local(in: 2027).description == "2027-03-01T02:30:00")
        #expect(zone.start.local(in: 2028).description == "2028-03-01T02:30:00")
        #expect(zone.end.local(in: 2027).description == "2027-10-27T22:59:30")
        #expect(zone.end.local(in: 2028).description == "2028-10-26T22:59:30")
    }

    @Test("a zone without daylight saving time, and one that has nothing else")
    func constant() {
        #expect(POSIXTimeZone("<+0545>-5:45")?.standard.offset == 20_700)
        #expect(POSIXTimeZone("<+0545>-5:45")?.recurring == nil)
        let perpetual = POSIXTimeZone("XXX3EDT4,0/0,J365/23")
        #expect(perpetual?.recurring == nil && perpetual?.standard.offset == -14_400)
    }

    @Test(
        "a text of another form is refused",
        arguments: [
            "", "A", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0",
            "EST5EDT,J0,J365", "EST5EDT,0,366", "<EST5EDT", "EST99", "EST5EDT,M3.2.0/168,M11.1.0",
            "EST5EDT,M3.2.0,M11.1.0x",
        ]
    )
    func refused(text: String) {
        #expect(POSIXTimeZone(text) == nil)
    }
}
