import Files
import JSONFormat

/// The elements of the lists in a JSON document: of the document itself where it is a list, or of some of its members that
/// are lists. No more than one element is in memory, and each is for itself: it is whoever reads it who finds out whether it
/// is JSON.
struct ElementSource {
    /// One element, as it is written.
    struct Element {
        /// The member whose list it is of; nil where the document is the list.
        let list: String?
        /// Its number in that list, from 1.
        let number: Int
        let bytes: [UInt8]
        /// Whether it is longer than an element may be, and was cut.
        let isTooLong: Bool
    }

    private var source: ByteSource
    private let lists: Set<String>
    private let limit: Int
    private var isOpen = false
    /// Whether there is a list of those that are read.
    private var hasLists = false
    private var isList = false
    /// The member whose list is being read.
    private var list: String?
    private var inList = false
    private var number = 0

    /// - Parameters:
    ///   - lists: The names of members that are read; the others are left out.
    ///   - limit: The most bytes of an element.
    init(_ source: ByteSource, lists: Set<String>, limit: Int) {
        self.source = source
        self.lists = lists
        self.limit = limit
    }

    /// The next element; nil at the end of a whole document.
    ///
    /// - Throws: ``ImportFlaw`` for a document that is damaged, after which there is nothing more; ``TransferError`` where
    ///   the file cannot be read.
    mutating func next() throws -> Element? {
        if !isOpen {
            guard try open() else { return nil }
        }
        while true {
            if inList {
                if let element = try nextOfList() { return element }
                if isList { return try end() }
            }
            guard try nextList() else { return try end() }
        }
    }

    private mutating func open() throws -> Bool {
        try source.skipMark()
        try source.skipSpace()
        switch try source.next {
        case UInt8(ascii: "["): (isList, inList) = (true, true)
        case UInt8(ascii: "{"): break
        case nil: return false
        default: throw damage("begins with neither a list nor an object")
        }
        source.advance()
        (isOpen, hasLists) = (true, isList)
        return true
    }

    /// Goes to the next member that is a list.
    ///
    /// - Returns: false where there are no more members.
    private mutating func nextList() throws -> Bool {
        while true {
            switch try significant() {
            case UInt8(ascii: "}"):
                source.advance()
                return false
            case UInt8(ascii: ","): source.advance()
            case UInt8(ascii: "\""):
                let name = (try? JSON(parsing: value(limit: 1_000).bytes))?.stringValue
                guard try significant() == UInt8(ascii: ":") else {
                    throw damage("lacks a colon after the name of a member")
                }
                source.advance()
                if try significant() == UInt8(ascii: "["), let name, lists.contains(name) {
                    source.advance()
                    (list, inList, number, hasLists) = (name, true, 0, true)
                    return true
                }
                _ = try value(limit: 0)
            default: throw damage("lacks the name of a member")
            }
        }
    }

    private mutating func nextOfList() throws -> Element? {
        while try significant() == UInt8(ascii: ",") { source.advance() }
        switch try significant() {
        case UInt8(ascii: "]"):
            source.advance()
            inList = false
            return nil
        case UInt8(ascii: ":"), UInt8(ascii: "}"): throw damage("has a list with something else in it than elements")
        default: number += 1
        }
        let value = try value(limit: limit)
        return Element(list: list, number: number, bytes: value.bytes, isTooLong: value.isTooLong)
    }

    /// Takes a value up to where it ends by its brackets and quotes.
    private mutating func value(limit: Int) throws -> (bytes: [UInt8], isTooLong: Bool) {
        var bytes: [UInt8] = []
        var isTooLong = false
        var depth = 0
        var inText = false
        var isEscaped = false
        while let byte = try source.next {
            if inText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inText = false
                }
            } else {
                switch byte {
                case UInt8(ascii: "\""): inText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    // Of the list that it is in.
                    if depth == 0 { return (bytes, isTooLong) }
                    depth -= 1
                case UInt8(ascii: ","), UInt8(ascii: ":"):
                    if depth == 0 { return (bytes, isTooLong) }
                default: break
                }
            }
            if bytes.count < limit { bytes.append(byte) } else { isTooLong = true }
            source.advance()
        }
        // A whole element counts, although the list around it was cut.
        guard depth == 0, !inText, !bytes.isEmpty else { throw endsEarly }
        return (bytes, isTooLong)
    }

    private mutating func significant() throws -> UInt8 {
        try source.skipSpace()
        guard let byte = try source.next else { throw endsEarly }
        return byte
    }

    private mutating func end() throws -> Element? {
        try source.skipSpace()
        guard try source.next == nil else { throw damage("goes on behind its end") }
        guard hasLists else { throw ImportFlaw("holds no list \(lists.sorted().joined(separator: " or "))") }
        return nil
    }

    private var endsEarly: ImportFlaw { damage("ends early; copy it again") }

    private func damage(_ predicate: String) -> ImportFlaw { ImportFlaw("is no whole JSON document: it \(predicate)") }
}
