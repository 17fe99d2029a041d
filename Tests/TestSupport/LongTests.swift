import Foundation

/// Trials that are short unless PADDLE_LONG_TESTS is set.
package enum LongTests {
    package static let areAsked = ProcessInfo.processInfo.environment["PADDLE_LONG_TESTS"] != nil
}
