package import SystemPackage

extension FilePath {
    /// The path as a shell takes it, for commands in errors.
    package var shellQuoted: String {
        let isPlain = string.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-+@:,".utf8.contains(byte)
            }
        }
        return isPlain ? string : "'" + string.replacing("'", with: #"'\''"#) + "'"
    }
}
