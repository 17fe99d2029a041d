import MCP

/// Limits that several tools share, in characters.
enum MemoryLimits {
    static let longestContent = 100_000
    static let longestQuery = 10_000
    static let longestName = 255
    static let longestText = 1_000
    /// Of all texts of one call together, so that it is done within seconds.
    static let longestTexts = 200_000

    /// - Throws: ``ToolError`` where texts are longer than that together.
    static func check(_ texts: [String], of list: String) throws(ToolError) {
        let length = texts.reduce(0) { $0 + $1.unicodeScalars.count }
        guard length > longestTexts else { return }
        throw ToolError(
            "\(list) has \(length) characters of text; one call takes \(longestTexts). Send them in several calls."
        )
    }
}

extension Argument where Value == String? {
    /// Stands for the argument `bank` in its declaration.
    struct BankName: Sendable {
        /// The argument.
        static var bank: BankName { BankName() }
    }

    /// Declares the argument that names the bank a tool works on:
    ///
    ///     @Argument(.bank) var bank: String?
    init(_ name: BankName) {
        self.init("The bank.", .length(1...MemoryLimits.longestName), .withoutReplacements)
    }
}

extension Argument where Value == [String]? {
    /// Stands for the argument `banks` in its declaration.
    struct BankNames: Sendable {
        /// The argument.
        static var banks: BankNames { BankNames() }
    }

    /// Declares the argument that names the banks a tool looks in:
    ///
    ///     @Argument(.banks) var banks: [String]?
    init(_ names: BankNames) {
        self.init("The banks.", .count(1...100), .length(1...MemoryLimits.longestName))
    }
}
