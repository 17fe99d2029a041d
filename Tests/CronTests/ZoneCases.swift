import Cron
import Foundation
import TestSupport

/// Questions about the clocks of zones, with our answers.
enum ZoneCases {
    /// All names of the database.
    static var names: [String] {
        get throws {
            let list = try String(contentsOf: URL(filePath: "/usr/share/zoneinfo/tzdata.zi"), encoding: .utf8)
            return list.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                return switch words.first {
                case "Z": String(words[1])
                case "L": String(words[2])
                default: nil
                }
            }
        }
    }

    /// Offsets at random moments and around changes, and the moments of random local times there.
    static func lines(of name: String, count: Int, using generator: inout SeededGenerator) throws -> [String] {
        let zone = try TimeZoneRules(named: name)
        return (0..<count).flatMap { _ -> [String] in
            // From 1900 to 2200.
            let random = UnixTime(seconds: .random(in: -2_208_988_800...7_258_118_400, using: &generator))
            var times = [random]
            if let change = zone.nextChange(after: random) {
                times += [-1, 0, 1].map { UnixTime(seconds: change.time.seconds + $0) }
                let distance = Int64.random(in: -7_200...7_200, using: &generator)
                times.append(UnixTime(seconds: change.time.seconds + distance))
            }
            return times.flatMap { time in
                let type = zone.localTimeType(at: time)
                let nearby = LocalTime(
                    seconds: zone.localTime(at: time).seconds + .random(in: -4_000...4_000, using: &generator)
                )
                let moments = zone.moments(of: nearby).map { String($0.seconds) }.joined(separator: ",")
                return [
                    "at\t\(name)\t\(time.seconds)\t\(type.offset)\t\(type.abbreviation)",
                    "of\t\(name)\t\(nearby.seconds)\t\(moments)",
                ]
            }
        }
    }
}
