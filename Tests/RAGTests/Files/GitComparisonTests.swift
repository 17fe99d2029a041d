import Files
import Glibc
import SystemPackage
import Testing

@testable import RAG

/// Git itself is the judge of what is ignored.
@Suite("Ignored files, compared with git", .enabled(if: hasGit))
struct GitComparisonTests {
    @Test("random trees with random .gitignore files are listed as git lists them", arguments: 0..<4 as Range<UInt64>)
    func random(_ seed: UInt64) throws {
        try TestFolder.with { folder in
            var cases = RandomTree(seed: seed)
            for number in 0..<100 { try cases.make("c\(number)", in: folder) }
            let expected = try git(folder)
            var walk = try folder.walk("", FileSelection(include: [], includesHidden: true))
            var found: [String] = []
            while let file = walk.next() { found.append(file.path) }
            #expect(walk.isWhole, "\(walk.flaws.kept)")
            #expect(expected.count > 500)
            let ofFolder = { (paths: [String]) in
                Dictionary(grouping: paths) { String($0.prefix { $0 != "/" }) }
            }
            let (left, right) = (ofFolder(expected), ofFolder(found))
            for (name, paths) in left.merging(right, uniquingKeysWith: { paths, _ in paths }) {
                #expect(left[name] ?? [] == right[name] ?? [], "\(cases.rules[name] ?? paths.description)")
            }
        }
    }

    /// What git would take.
    private func git(_ folder: TestFolder) throws -> [String] {
        let output = FilePath(folder.path.string + ".out")
        defer { try? output.removeFile() }
        let command = """
            cd \(folder.path) && export HOME=/nowhere GIT_CONFIG_NOSYSTEM=1 XDG_CONFIG_HOME=/nowhere \
            && git init -q && git ls-files --others --cached --exclude-standard -z > \(output)
            """
        try #require(try TestFolder.run(command))
        return try ReadOnlyFile.contents(of: output, limit: 1 << 24)
            .split(separator: 0)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

private let hasGit = (try? TestFolder.run("git --version > /dev/null 2>&1")) ?? false

/// Trees of files whose names have to do with the patterns in them.
private struct RandomTree {
    private var random: SplitMix64
    /// The `.gitignore` files of each tree, for who looks for what went wrong.
    private(set) var rules: [String: String] = [:]

    init(seed: UInt64) { random = SplitMix64(state: seed) }

    private static let names = [
        "a", "b", "c", "ab", "abc", "a.md", "b.md", "ab.txt", ".a", ".b.md", "[a]", "a b", "ä", "foo", "foobar", "#a",
        "!a", "a\\b", "-", "a-c", "A", "1", "{a,b}", "]", "a ", " ",
    ]
    private static let pieces = [
        "*", "*", "*", "**", "?", "/", "/", "/", "**/", "/**", "/**/", "***", "[ab]", "[!a]", "[^a]", "[a-c]",
        "[c-a]", "[[:alpha:]]", "[[:digit:][:space:]]", "[]a]", "[!]a]", "[a-]", "[\\]]", "[[:x:]]", "[[:", "[", "]",
        "[a/]", "[\\a-c]", "[a-\\c]", "[[a:]", "\\", "\\*", "\\/", "\\ ", "!", "#", " ", "a", "b", "ab", "foo", "bar",
        ".md", ".", "-", "ä", "[ä]", "A", "\r", "\t", "[[:punct:]]", "[[:upper:]]", "[[:graph:]]",
    ]

    mutating func make(_ name: String, in folder: TestFolder) throws {
        var folders = [""]
        var files: [String] = []
        for _ in 0..<random.below(30) + 5 {
            let place = folders.randomElement(using: &random) ?? ""
            let path = place + (Self.names.randomElement(using: &random) ?? "")
            guard !files.contains(path), !folders.contains(path + "/") else { continue }
            if random.below(3) == 0, folders.count < 8 {
                folders.append(path + "/")
            } else {
                files.append(path)
                try folder.put(name + "/" + path, "")
            }
        }
        for place in folders where place.isEmpty || random.below(3) == 0 {
            let isUsed = files.contains { $0.hasPrefix(place) }
            guard isUsed else { continue }
            let inner = files.filter { $0.hasPrefix(place) }.map { String($0.dropFirst(place.count)) }
            let lines = (0..<random.below(5) + 1).map { _ in line(for: inner.randomElement(using: &random) ?? "a") }
            let text = lines.joined(separator: "\n") + (random.below(4) == 0 ? "" : "\n")
            try folder.put("\(name)/\(place).gitignore", text)
            rules[name, default: "\(files)"] += "\n\(place).gitignore: \(text.debugDescription)"
        }
    }

    /// A pattern that has a chance to match a path.
    private mutating func line(for path: String) -> String {
        var line = random.below(3) == 0 ? "!" : ""
        switch random.below(4) {
        case 0: line = (0..<random.below(5) + 1).map { _ in piece() }.joined()
        case 1: line += path
        default:
            var names = path.split(separator: "/").map(String.init)
            if random.below(2) == 0 { names.removeFirst(random.below(names.count)) }
            if random.below(3) == 0 { names.removeLast(random.below(names.count)) }
            line += names.map { mutated($0) }.joined(separator: random.below(6) == 0 ? "/**/" : "/")
        }
        if random.below(6) == 0 { line = "/" + line }
        if random.below(6) == 0 { line += "/" }
        if random.below(8) == 0 { line += piece() }
        return line
    }

    private mutating func mutated(_ name: String) -> String {
        switch random.below(5) {
        case 0: name
        case 1: name.map { random.below(2) == 0 ? piece() : String($0) }.joined()
        case 2: name.prefix(random.below(3)) + piece()
        case 3: piece() + name.suffix(random.below(4))
        default: piece()
        }
    }

    private mutating func piece() -> String { Self.pieces.randomElement(using: &random) ?? "" }
}

extension SplitMix64 {
    fileprivate mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
