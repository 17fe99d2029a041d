import Glibc

/// Carries out the measurements that come as lines on standard input, and answers each with one line of JSON.
///
/// So a program stays warm while it takes turns with the one it is compared to. Who asks waits for the answer; nothing
/// else happens in this process meanwhile.
@MainActor
package func serveMeasurements(
    _ measure: (_ name: String, _ arguments: [String]) async throws -> KeyValuePairs<String, Figure>
) async throws {
    while let line = readLine() {
        let words = line.split(separator: " ").map(String.init)
        guard let name = words.first else { continue }
        let figures = try await measure(name, Array(words.dropFirst()))
        print("{" + figures.map { "\"\($0)\": \($1.json)" }.joined(separator: ", ") + "}")
        fflush(nil)
    }
}

/// What was measured.
package enum Figure {
    case number(Double)
    case numbers([Double])
    /// A word without quotes in it.
    case word(String)

    fileprivate var json: String {
        switch self {
        case .number(let number): "\(number)"
        case .numbers(let numbers): "\(numbers)"
        case .word(let word): "\"\(word)\""
        }
    }
}

/// The measurement cannot be made as it was asked for.
package struct MeasuringError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Runs `body`, which gives back how often it did what is counted, until the time is over.
///
/// - Returns: how often it was done in a second.
package func rate(
    for duration: Duration,
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Int
) async throws -> Double {
    var count = 0
    let start = ContinuousClock.now
    var now = start
    while now - start < duration {
        count += try await body()
        now = .now
    }
    return Double(count) / ((now - start) / .seconds(1))
}

/// How many milliseconds `body` took.
package func milliseconds<Result>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Result
) async throws -> (result: Result, milliseconds: Double) {
    let start = ContinuousClock.now
    let result = try await body()
    return (result, (ContinuousClock.now - start) / .milliseconds(1))
}

extension [Double] {
    /// The middle one; 0 where there is none.
    package var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
