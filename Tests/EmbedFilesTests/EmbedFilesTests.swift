import Foundation
import HTTP
import Migration
import TestSupport
import Testing

/// The tool behind the build plugin, run on the `Migrations` and `Views` beside this file and on folders made up here.
@Suite("The tool that embeds files")
struct EmbedFilesTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    @Test("writes the source that is in the golden file", arguments: Kind.allCases)
    func golden(_ kind: Kind) async throws {
        let written = try await embed(kind, from: Self.folder.appending(path: kind.rawValue.capitalized))
        let golden = Self.folder.appending(path: "Golden/\(kind.source)")
        #expect(try written.get() == String(contentsOf: golden, encoding: .utf8))
    }

    @Test("the compiler reads back from the golden files, which are part of this target, what was in the files")
    func compiled() throws {
        #expect(migrationFiles.map(\.version) == [1, 2, 3])
        #expect(migrationFiles.map(\.name) == ["plain", "fences", "last_line"])
        for file in migrationFiles {
            let path = "Migrations/00\(file.version)_\(file.name).sql"
            #expect(try file.sql == String(contentsOf: Self.folder.appending(path: path), encoding: .utf8))
        }
        #expect(viewFiles.map(\.name) == ["alone-1", "both"])
        #expect(viewFiles[1].html.contains("<style>\np{color:teal}\n</style>"))
        #expect(viewFiles[1].html.contains("<script>\nconst shown = \"#\\u0041\" + `\\(x)`;\n</script>"))
    }

    @Test("leaves out of a page what only its readers need")
    func compacts() async throws {
        let script = "// Says so.\nconst say = () => {\n  // Not yet.\n  go(); // now\n\n};\n"
        let page = boot + "<script src=\"a.js\"></script>"
        let files = ["page.html": Data(page.utf8), "a.js": Data(script.utf8)]
        let source = try await withFolder(files) { try await embed(.views, from: $0).get() }
        #expect(source.contains("<script>\nconst say = () => {\ngo(); // now\n};\n</script>"))
    }

    @Test(
        "leaves out of a style sheet the comments and the space that means nothing, and no other",
        arguments: [
            ("/* All\n   of it. */\np { margin: 0; /* none */\n  color: teal; }\n", "p{margin:0;color:teal;}"),
            ("ul > li , a :hover,\na:hover::before { x: 1px  2px }", "ul > li,a :hover,a:hover::before{x:1px 2px}"),
            ("@media (a: 1) and (b) { p { x: calc(1px + 2px) } }", "@media (a:1) and (b){p{x:calc(1px + 2px)}}"),
            (":root { --on: ; --of: var(--a, #fff) var(--b, ); }", ":root{--on: ;--of:var(--a,#fff) var(--b,);}"),
            (#"a { x: " ; { /* \" */ } "; y: ' , \' ' }"#, #"a{x:" ; { /* \" */ } ";y:' , \' '}"#),
            ("a/* one */b { x: url(data:image/png;base64,AA==) }", "a b{x:url(data:image/png;base64,AA==)}"),
            ("p { font: 1rem/1.5 \"A, B\", c }", "p{font:1rem/1.5 \"A, B\",c}"),
        ]
    )
    func styles(_ style: String, _ expected: String) async throws {
        let page = boot + "<link rel=\"stylesheet\" href=\"a.css\">"
        let files = ["page.html": Data(page.utf8), "a.css": Data(style.utf8)]
        let source = try await withFolder(files) { try await embed(.views, from: $0).get() }
        #expect(source.contains("<style>\n\(expected)\n</style>"), "\(source)")
    }

    @Test("looks for what a view includes among its own files first, then in the shared folders")
    func sharedFolders() async throws {
        let page = Data((boot + "<script src=\"a.js\"></script><script src=\"b.js\"></script>").utf8)
        let source = try await withFolder(["page.html": page, "a.js": Data("own".utf8)]) { own in
            try await withFolder(["a.js": Data("other".utf8), "b.js": Data("shared".utf8)]) { shared in
                try await embed(.views, from: own, [shared.path]).get()
            }
        }
        #expect(source.contains("<script>\nown</script><script>\nshared</script>"))
    }

    @Test("refuses what cannot be meant, and says why", arguments: Refusal.all)
    func refused(_ refusal: Refusal) async throws {
        let result = try await withFolder(refusal.files) { try await embed(refusal.kind, from: $0) }
        let error = try #require(throws: EmbedFailure.self) { try result.get() }
        #expect(error.message == "embed-files: error: \(refusal.message)\n")
    }

    /// What the tool embeds.
    enum Kind: String, CaseIterable {
        case migrations
        case views

        /// The name of the source.
        var source: String {
            switch self {
            case .migrations: "MigrationFiles.swift"
            case .views: "ViewFiles.swift"
            }
        }
    }

    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        let kind: Kind
        let files: [String: Data]
        let message: String

        static func migrations(_ description: String, _ files: [String: String], _ message: String) -> Refusal {
            Refusal(
                testDescription: description,
                kind: .migrations,
                files: files.mapValues { Data($0.utf8) },
                message: message
            )
        }

        static func views(_ description: String, _ files: [String: String], _ message: String) -> Refusal {
            Refusal(
                testDescription: description,
                kind: .views,
                files: files.mapValues { Data($0.utf8) },
                message: message
            )
        }

        static let all = [
            migrations(
                "a gap in the numbers",
                ["001_a.sql": "", "003_b.sql": ""],
                "003_b.sql: expected number 2; files are numbered 1, 2, 3, … without gaps"
            ),
            migrations(
                "a number twice",
                ["001_a.sql": "", "001_b.sql": ""],
                "001_b.sql: expected number 2; files are numbered 1, 2, 3, … without gaps"
            ),
            migrations(
                "no number",
                ["first.sql": ""],
                "first.sql: a migration is named NNN_name.sql, as in 001_documents.sql"
            ),
            Refusal(
                testDescription: "bytes that are not UTF-8",
                kind: .migrations,
                files: ["001_a.sql": Data([0x2D, 0xFF])],
                message: "001_a.sql: not valid UTF-8"
            ),
            views(
                "a view too large with what it includes",
                [
                    "big.html": boot + "<script src=\"big.js\"></script>",
                    "big.js": String(repeating: "x", count: 40_000),
                ],
                "big.html: 40070 bytes with what it includes; a view has at most 40000"
            ),
            views(
                "a script that is nowhere",
                ["page.html": boot + "<script src=\"gone.js\"></script>"],
                "page.html: gone.js is neither next to it nor among the views of a dependency"
            ),
            views(
                "a script that would end early",
                ["page.html": boot + "<script src=\"a.js\"></script>", "a.js": "'</SCRIPT>'"],
                "a.js: must not contain </script"
            ),
            views(
                "a string in a style sheet that does not end",
                ["page.html": boot + "<link rel=\"stylesheet\" href=\"a.css\">", "a.css": "p { x: \"y }"],
                "a.css: a string does not end"
            ),
            views("no place for the data", ["page.html": "<p>"], "page.html: expected one \(boot) for the page's data"),
            views(
                "a name that is no part of an address",
                ["My page.html": boot],
                "My page.html: a view's name is part of its address: lower-case letters, digits, hyphens"
            ),
        ]
    }
}

private let boot = #"<script type="application/json" id="boot"></script>"#

/// What the tool said when it ended with a failure.
struct EmbedFailure: Error {
    let message: String
}

/// Runs the built tool: the Swift source that it wrote, or what it said.
private func embed(
    _ kind: EmbedFilesTests.Kind,
    from folder: URL,
    _ shared: [String] = []
) async throws -> Result<String, EmbedFailure> {
    try await withTemporaryFolder { output in
        let file = output.appending(path: "Output.swift")
        let tool = try BuildProducts.executable("embed-files").path
        let result = try await CommandResult.of(
            tool,
            [kind.rawValue, folder.path, file.path] + shared,
            environment: [:]
        )
        guard result.succeeded else { return .failure(EmbedFailure(message: result.errors)) }
        return .success(try String(contentsOf: file, encoding: .utf8))
    }
}

private func withFolder<Value>(
    _ files: [String: Data],
    _ body: (URL) async throws -> Value
) async throws -> Value {
    try await withTemporaryFolder { folder in
        for (name, content) in files { try content.write(to: folder.appending(path: name)) }
        return try await body(folder)
    }
}
