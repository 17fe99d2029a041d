import SystemPackage
import Text

/// A zone whose rules cannot be had; the text says why, and what to do next.
package struct TimeZoneError: Error, CustomStringConvertible {
    enum Reason {
        case unknown(near: [String])
        case noData(FilePath)
        case unreadable(String)
    }

    /// The name that was asked for.
    package let name: String
    private let reason: Reason

    init(_ name: String, _ reason: Reason) {
        self.name = name
        self.reason = reason
    }

    /// A sentence for people.
    package var description: String {
        switch reason {
        case .unknown(let names):
            let expected =
                names.isEmpty
                ? "Expected a name of the IANA database such as \"Europe/Berlin\", \"America/New_York\" or \"UTC\"."
                : "Did you mean \(names.map { "\"\($0)\"" }.joined(separator: " or "))?"
            return "There is no time zone \(Quoted(name)). \(expected)"
        case .noData(let folder):
            return """
                The time zone \(Quoted(name)) cannot be read, because there is no time zone data in \(folder). \
                Install the package tzdata, or use "UTC".
                """
        case .unreadable(let problem):
            return "The time zone \(Quoted(name)) cannot be read: \(problem). Install the package tzdata anew."
        }
    }
}
