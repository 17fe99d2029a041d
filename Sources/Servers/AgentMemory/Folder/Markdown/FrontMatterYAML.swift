import Text
import Yams

/// What is read from the YAML of a front matter.
enum FrontMatterYAML {
    /// It is no front matter: a text between two rules.
    case nothing
    /// It is no YAML, or such as is not safely read.
    case unreadable
    /// A mapping, the mark in it, and the lines of the mark.
    case mapping(FileMark?, lines: Range<Int>?)

    init(_ lines: [BytewiseString]) {
        // No line can be added to `{…}`.
        let isFlow = lines.first { !$0.isBlank && !$0.text.hasPrefix("#") }?.text.trimmed.hasPrefix("{") ?? false
        guard !isFlow, YAMLGuard.isHarmless(lines) else {
            self = .unreadable
            return
        }
        let root: Node?
        do {
            let yaml = lines.map(\.text).joined(separator: "\n")
            root = try Parser(yaml: yaml, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            self = .unreadable
            return
        }
        switch root {
        case nil: self = .mapping(nil, lines: nil)
        case .mapping(let mapping)?: self = Self.mark(in: mapping, lines)
        case .scalar(let scalar)? where scalar.string.isEmpty: self = .mapping(nil, lines: nil)
        default: self = .nothing
        }
    }

    private static func mark(in mapping: Node.Mapping, _ lines: [BytewiseString]) -> FrontMatterYAML {
        guard let entry = mapping.first(where: { $0.key.scalar?.string == FileMark.key }) else {
            return .mapping(nil, lines: nil)
        }
        guard let start = entry.key.scalar?.mark.map({ $0.line - 1 }), lines.indices.contains(start),
            lines[start].text.hasPrefix(FileMark.key)
        else { return .unreadable }
        // Its value goes on in lines that are indented, or that close what it opened.
        let after = lines[(start + 1)...].firstIndex { line in
            guard let first = line.text.utf8.first else { return true }
            return first != UInt8(ascii: " ") && first != UInt8(ascii: "\t") && first != UInt8(ascii: "}")
                && first != UInt8(ascii: "]") && !(first == UInt8(ascii: "-") && entry.value.mapping == nil)
        }
        return .mapping(FileMark(entry.value), lines: start..<(after ?? lines.endIndex))
    }
}

extension FileMark {
    /// The mark that a value in the front matter is; nil where it is none.
    fileprivate init?(_ node: Node) {
        guard let mapping = node.mapping,
            let folder = mapping["folder"]?.scalar?.string, Self.isName(folder),
            let base = mapping["base"]?.scalar?.string, Self.isName(base)
        else { return nil }
        let ids = (mapping["memories"]?.sequence).map(Array.init) ?? []
        self.init(folder: folder, base: base, memories: ids.compactMap { $0.scalar.flatMap { Int32($0.string) } })
    }
}
