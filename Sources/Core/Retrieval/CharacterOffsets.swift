/// PostgreSQL counts in characters (Unicode scalars), passages in UTF-8 bytes. One walk over the text maps all.
package func characterOffsets(in text: String, atUTF8Offsets offsets: [Int]) -> [Int: Int32] {
    let wanted = Set(offsets)
    var found: [Int: Int32] = [:]
    found.reserveCapacity(wanted.count)
    var byteOffset = 0
    var characters: Int32 = 0
    for byte in text.utf8 {
        let isScalarStart = byte & 0b1100_0000 != 0b1000_0000
        if isScalarStart {
            if wanted.contains(byteOffset) { found[byteOffset] = characters }
            characters += 1
        }
        byteOffset += 1
    }
    if wanted.contains(byteOffset) { found[byteOffset] = characters }
    return found
}
