/// Kinds of files that hold no text, by the bytes that they begin with.
enum BinaryContent {
    private static let kinds: [(offset: Int, bytes: [UInt8], kind: String)] = [
        (0, [0x7F, 0x45, 0x4C, 0x46], "a program or library (ELF)"),
        (0, [0x4D, 0x5A, 0x90, 0x00], "a program for Windows"),
        (0, [0xCF, 0xFA, 0xED, 0xFE], "a program for macOS"),
        (0, [0xCA, 0xFE, 0xBA, 0xBE], "a compiled class of Java or program for macOS"),
        (0, [0x00, 0x61, 0x73, 0x6D], "a WebAssembly module"),
        (0, Array("%PDF-".utf8), "a PDF document"),
        (0, Array("AT&TFORM".utf8), "a DjVu document"),
        (60, Array("BOOKMOBI".utf8), "a Kindle book"),
        (0, ZipDirectory.entryMark, "a ZIP archive"),
        (0, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "a document of an old version of Office"),
        (0, [0x1F, 0x8B], "a gzip archive"),
        (0, Array("BZh".utf8), "a bzip2 archive"),
        (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an xz archive"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
        (0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        (0, [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], "a RAR archive"),
        (257, Array("ustar".utf8), "a tar archive"),
        (0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a picture (PNG)"),
        (0, [0xFF, 0xD8, 0xFF], "a picture (JPEG)"),
        (0, Array("GIF8".utf8), "a picture (GIF)"),
        (0, [0x49, 0x49, 0x2A, 0x00], "a picture (TIFF)"),
        (0, [0x4D, 0x4D, 0x00, 0x2A], "a picture (TIFF)"),
        (0, Array("RIFF".utf8), "a sound, video or picture (RIFF)"),
        (0, Array("OggS".utf8), "a sound (Ogg)"),
        (0, Array("ID3".utf8), "a sound (MP3)"),
        (4, Array("ftyp".utf8), "a video or picture (MP4)"),
        (0, Array("SQLite format 3\0".utf8), "an SQLite database"),
    ]

    /// What kind of file this is; nil where it is none of those known.
    ///
    /// A text may begin with the letters of some of them; it holds no bytes such as theirs.
    static func kind(of bytes: [UInt8]) -> String? {
        kinds.first { bytes.dropFirst($0.offset).starts(with: $0.bytes) && !isText(bytes) }?.kind
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        controls(in: bytes.prefix(4096)) == 0 && !bytes.starts(with: "%PDF-".utf8)
    }

    /// How many bytes are control characters that no text holds. Tab, line ends, form feed, backspace and escape are
    /// found in texts.
    static func controls(in bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 < 0x20 && !(0x08...0x0D ~= $1) && $1 != 0x1B || $1 == 0x7F ? 1 : 0) }
    }
}
