/// Finds where a JSON value is best cut: between the elements of the outermost array or object, then between those within
/// them. It knows strings and nesting, and checks nothing: what is no JSON is cut at ends of lines.
enum JSONSections {
    static func sections(of text: [UInt8]) -> [TextSection] {
        let range = text.trimming(text.indices)
        guard !range.isEmpty else { return [] }
        var seams = [TextBlock.Seam(offset: range.lowerBound, cost: SeamCost.paragraph)]
        var depth = 0
        var isString = false
        var isEscaped = false
        for index in range {
            let byte = text[index]
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","), 0x0A:
                // A comma ends an element; without commas, as in broken JSON, lines do.
                guard index + 1 < range.upperBound else { break }
                let cost = byte == 0x0A ? SeamCost.codeLine : cost(atDepth: depth)
                if let last = seams.last, last.offset == index, cost > last.cost {
                    // An end of line right after a comma.
                    seams[seams.count - 1] = TextBlock.Seam(offset: index + 1, cost: last.cost)
                } else {
                    seams.append(TextBlock.Seam(offset: index + 1, cost: cost))
                }
            default: break
            }
        }
        return [TextSection(range: range, blocks: [TextBlock(range: range, kind: .pieces(seams))])]
    }

    private static func cost(atDepth depth: Int) -> Double {
        switch depth {
        case ...1: SeamCost.paragraph
        case 2: SeamCost.line
        case 3: SeamCost.sentence
        default: SeamCost.codeLine
        }
    }
}
