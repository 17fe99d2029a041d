import Files
import FoundationEssentials

/// The block of 512 bytes before each member of a tar (POSIX ustar). Only plain files are read and written.
struct TarHeader {
    static let size = 512

    let name: String
    /// Of the member, in bytes.
    let length: Int

    /// How many bytes of zero follow a member, so that the next header begins with a block.
    var padding: Int { (Self.size - length % Self.size) % Self.size }

    init(name: String, length: Int) {
        self.name = name
        self.length = length
    }

    /// Reads a block.
    /// - Returns: nil for a block of zeros, which ends the archive.
    init?(_ block: [UInt8]) throws(TransferError) {
        guard block.contains(where: { $0 != 0 }) else { return nil }
        var cleared = block
        cleared.replaceSubrange(Field.checksum, with: repeatElement(UInt8(ascii: " "), count: 8))
        guard Array(block[257..<262]) == Array("ustar".utf8),
            Self.number(block[Field.checksum]) == cleared.reduce(0, { $0 + Int($1) })
        else {
            throw TransferError("This is not a tar archive, or it is damaged: a header of it is not as it should be.")
        }
        let name = String(decoding: block[Field.name].prefix { $0 != 0 }, as: UTF8.self)
        // "0" or nothing; all else is a link, a folder, a device, or an extension.
        guard [UInt8(ascii: "0"), 0].contains(block[Field.type]), block[Field.prefix].allSatisfy({ $0 == 0 }) else {
            throw TransferError(
                "The archive holds something else than plain files, which no export writes. Import it as it was exported."
            )
        }
        guard let length = Self.number(block[Field.length]) else {
            throw TransferError("The archive is damaged: the size of a member cannot be read.")
        }
        self.init(name: name, length: length)
    }

    var block: [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.size)
        func set(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        precondition(name.utf8.count < 100 && length < 1 << 33, "members are few and small")
        set(name, at: 0)
        set("0000600\0", at: 100)
        set("0000000\0", at: 108)
        set("0000000\0", at: 116)
        set(Self.octal(length) + "\0", at: Field.length.lowerBound)
        set(Self.octal(Int(Date.now.timeIntervalSince1970)) + "\0", at: 136)
        set("        ", at: Field.checksum.lowerBound)
        set("0", at: Field.type)
        set("ustar\0" + "00", at: 257)
        let sum = block.reduce(0) { $0 + Int($1) }
        set(String(Self.octal(sum).suffix(6)) + "\0 ", at: Field.checksum.lowerBound)
        return block
    }

    private enum Field {
        static let name = 0..<100
        static let length = 124..<136
        static let checksum = 148..<156
        static let type = 156
        static let prefix = 345..<500
    }

    /// Eleven octal digits.
    private static func octal(_ number: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: max(0, 11 - digits.count)) + digits
    }

    /// A number in octal digits, with spaces or a zero behind it.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        let text = String(decoding: field, as: UTF8.self)
        return Int(text.trimmingPrefix { $0 == " " }.prefix { $0 != " " && $0 != "\0" }, radix: 8).flatMap {
            $0 >= 0 ? $0 : nil
        }
    }
}
