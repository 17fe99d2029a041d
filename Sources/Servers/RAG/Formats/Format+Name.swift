extension Format {
    /// The format that a file's name tells; nil where it tells none.
    init?(name: String) {
        let last = name.split(separator: "/").last ?? ""
        if let format = Self.byName[last.lowercased()] {
            self = format
            return
        }
        guard let format = Self.fileExtension(of: name).flatMap({ Self.byExtension[$0] }) else { return nil }
        self = format
    }

    /// What follows the last dot of a file's name, in lower case; nil where there is none.
    static func fileExtension(of name: String) -> String? {
        let last = name.split(separator: "/").last ?? ""
        guard let dot = last.lastIndex(of: "."), dot != last.startIndex else { return nil }
        return last[last.index(after: dot)...].lowercased()
    }

    private static let byExtension: [String: Format] = table([
        .markdown: "md markdown mdown mkd mdx qmd rmd",
        .plainText: "txt text log asc nfo srt vtt",
        .restructuredText: "rst rest",
        .org: "org",
        .latex: "tex latex ltx",
        .html: "html htm xhtml xht",
        .docx: "docx",
        .odt: "odt",
        .epub: "epub",
        .rtf: "rtf",
        .notebook: "ipynb",
        .pdf: "pdf",
        .separatedValues: "csv tsv tab",
        .json: "json geojson jsonld webmanifest",
        .jsonLines: "jsonl ndjson",
        .code: """
        yaml yml toml ini cfg conf properties env xml xsd xsl xslt svg plist proto graphql gql tf hcl nix service \
        swift c h cc cpp cxx hpp hh hxx m mm rs go zig d java kt kts scala groovy gradle clj cljs cs fs fsx vb \
        js mjs cjs jsx ts mts cts tsx vue svelte css scss sass less php py pyi pyx rb pl pm lua tcl r jl \
        sh bash zsh fish ps1 bat cmd awk sed sql psql ex exs erl hrl hs lhs ml mli elm lisp lisp el scm rkt \
        dart nim v sv vhd vhdl pas ada adb ads f f90 f95 for cob asm s cu cl glsl wgsl hlsl cmake mk mak ninja \
        diff patch bib dot gv puml mermaid mmd tmpl j2 jinja erb ejs hbs
        """,
    ])

    private static let byName: [String: Format] = table([
        .plainText: "readme license licence copying notice authors contributors changelog changes news todo install",
        .code: """
        makefile gnumakefile dockerfile containerfile vagrantfile jenkinsfile rakefile gemfile procfile brewfile \
        justfile cmakelists.txt build workspace meson.build .gitignore .gitattributes .gitmodules .dockerignore \
        .editorconfig .env .bashrc .profile .zshrc .vimrc package.resolved go.mod go.sum
        """,
    ])

    private static func table(_ words: [Format: String]) -> [String: Format] {
        var table: [String: Format] = [:]
        for (format, words) in words {
            for word in words.split(whereSeparator: \.isWhitespace) { table[String(word)] = format }
        }
        return table
    }
}
