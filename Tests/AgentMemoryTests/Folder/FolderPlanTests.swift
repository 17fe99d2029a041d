import Testing

@testable import AgentMemory

@Suite("The plan of a sync")
struct FolderPlanTests {
    private let progress = "# Progress\n\n## Works\n\n- search\n\n## Left\n\n- sync\n"

    private func adopted(_ text: String? = nil) -> PlanBench {
        var bench = PlanBench()
        bench.files["progress.md"] = text ?? progress
        bench.sync()
        return bench
    }

    @Test("a file without front matter is adopted: its sections become memories, and its text stays")
    func adoption() {
        let bench = adopted()
        #expect(bench.contents == ["## Works\n\n- search", "## Left\n\n- sync"])
        #expect(bench.body("progress.md") == progress)
        #expect(bench.files["progress.md"]?.hasPrefix("---\nmemory_bank: {folder: 00112233445566aa, base: ") == true)
        #expect(bench.files["progress.md"]?.contains("memories: [1, 2]}\n---\n# Progress") == true)
        #expect(bench.isInStep)
    }

    @Test("an edit in the file is an edit of the memory, and the file is not written for it")
    func editFile() {
        var bench = adopted()
        bench.edit("progress.md", "- search", "- search and store")
        let edited = bench.files
        bench.sync()
        #expect(bench.rows[1]?.content == "## Works\n\n- search and store")
        #expect(bench.former == ["## Works\n\n- search"])
        #expect(bench.files == edited)
    }

    @Test("an edit of the memory is written into its place, and nothing else of the file changes")
    func editRow() {
        var bench = adopted("Intro\r\n\r\n## Works\r\n- a\r\n- b\r\n\r\n\r\n## Left  \r\nx")
        bench.correct(2, "## Works\n- a\n- c")
        bench.sync()
        #expect(bench.body("progress.md") == "Intro\r\n\r\n## Works\r\n- a\r\n- c\r\n\r\n\r\n## Left  \r\nx")
        bench.correct(3, "## Left\ny")
        bench.sync()
        #expect(bench.body("progress.md") == "Intro\r\n\r\n## Works\r\n- a\r\n- c\r\n\r\n\r\n## Left\r\ny")
    }

    @Test(
        "edits of different lines on both sides are merged; such of the same line keep the bank's and a conflict file"
    )
    func bothEdited() {
        var bench = adopted("## A\none\ntwo\nthree\nfour\n")
        bench.edit("progress.md", "one", "ONE")
        bench.correct(1, "## A\none\ntwo\nthree\nFOUR")
        bench.sync()
        #expect(bench.contents == ["## A\nONE\ntwo\nthree\nFOUR"])
        #expect(bench.body("progress.md") == "## A\nONE\ntwo\nthree\nFOUR\n")
        bench.edit("progress.md", "two", "file")
        bench.correct(1, "## A\nONE\nbank\nthree\nFOUR")
        bench.sync()
        #expect(bench.contents == ["## A\nONE\nbank\nthree\nFOUR"])
        #expect(bench.body("progress.md") == "## A\nONE\nbank\nthree\nFOUR\n")
        #expect(bench.conflicts == ["## A\nONE\nfile\nthree\nFOUR\n"])
        #expect(bench.isInStep)
    }

    @Test("a new memory gets a heading of its number, which is not part of it; one with a heading needs none")
    func newMemories() {
        var bench = PlanBench()
        bench.store("User prefers dark mode.")
        bench.store("## Deploy\n\nRun make.")
        bench.store("Goes elsewhere.", file: "notes/style.md")
        bench.sync()
        #expect(bench.body("memories.md") == "## Memory 1\n\nUser prefers dark mode.\n\n## Deploy\n\nRun make.\n")
        #expect(bench.body("notes/style.md") == "## Memory 3\n\nGoes elsewhere.\n")
        bench.edit("memories.md", "dark", "light")
        bench.sync()
        #expect(bench.rows[1]?.content == "User prefers light mode.")
        bench.edit("memories.md", "## Memory 1", "## Colours")
        bench.sync()
        #expect(bench.rows[1]?.content == "## Colours\n\nUser prefers light mode.")
        #expect(bench.rows.count == 3)
    }

    @Test("a memory that loses its heading keeps it in the file")
    func headingKept() {
        var bench = adopted()
        bench.correct(1, "- search, store")
        bench.sync()
        #expect(bench.body("progress.md") == "# Progress\n\n## Works\n\n- search, store\n\n## Left\n\n- sync\n")
        bench.edit("progress.md", "store", "recall")
        bench.sync()
        #expect(bench.rows[1]?.content == "- search, recall")
    }

    @Test("a section that is deleted is forgotten; put back, it is the memory that it was")
    func deleteAndBack() {
        var bench = adopted()
        let before = bench.files
        bench.edit("progress.md", "## Works\n\n- search\n\n", "")
        bench.sync()
        #expect(bench.rows[1]?.retirement == .forgotten)
        bench.files = before
        bench.sync()
        #expect(bench.rows[1]?.retirement == nil)
        #expect(bench.rows.count == 2)
        #expect(bench.files == before)
    }

    @Test("a memory that is forgotten leaves its file; restored, it comes back to its place")
    func forgetAndRestore() {
        var bench = adopted()
        bench.retire(1)
        bench.sync()
        #expect(bench.body("progress.md") == "# Progress\n\n## Left\n\n- sync\n")
        bench.restore(1)
        bench.sync()
        #expect(bench.body("progress.md") == progress)
        bench.retire(2)
        bench.sync()
        #expect(bench.body("progress.md") == "# Progress\n\n## Works\n\n- search\n")
        bench.restore(2)
        bench.sync()
        #expect(bench.body("progress.md") == progress)
    }

    @Test("what supersedes a memory takes its place")
    func superseded() {
        var bench = adopted()
        let next = bench.store("- search, exact")
        bench.retire(1, as: .replaced(by: next))
        bench.sync()
        #expect(bench.body("progress.md") == "# Progress\n\n## Works\n\n- search, exact\n\n## Left\n\n- sync\n")
        #expect(bench.isInStep)
    }

    @Test("a memory forgotten while its section was edited: the edit is kept beside the file")
    func forgottenAndEdited() {
        var bench = adopted()
        bench.retire(1)
        bench.edit("progress.md", "- search", "- search!")
        bench.sync()
        #expect(bench.body("progress.md") == "# Progress\n\n## Left\n\n- sync\n")
        #expect(bench.conflicts == ["## Works\n\n- search!\n"])
        #expect(bench.rows.count == 2)
    }

    @Test("a section deleted while its memory was corrected comes back corrected")
    func deletedAndCorrected() {
        var bench = adopted()
        bench.correct(1, "## Works\n\n- all")
        bench.edit("progress.md", "## Works\n\n- search\n\n", "")
        bench.sync()
        #expect(bench.body("progress.md") == "# Progress\n\n## Works\n\n- all\n\n## Left\n\n- sync\n")
    }

    @Test("a memory with headings inside is one section, and stays one when it is edited")
    func severalHeadings() {
        var bench = PlanBench()
        bench.store("Intro.\n\n# Part\n\none\n\n## Detail\n\ntwo")
        bench.store("Other.")
        bench.sync()
        bench.edit("memories.md", "two", "two!\n\n### Deeper\n\nthree")
        bench.sync()
        #expect(bench.contents.count == 3)
        #expect(bench.rows[1]?.content == "Intro.\n\n# Part\n\none\n\n## Detail\n\ntwo!")
        #expect(bench.isInStep)
    }

    @Test("a text whose code block is never closed has a file of its own")
    func openBlocks() {
        var bench = PlanBench()
        bench.store("before")
        bench.store("```\n# no heading")
        bench.store("after")
        bench.sync()
        #expect(bench.body("memory-2.md") == "## Memory 2\n\n```\n# no heading\n")
        bench.correct(1, "<!-- before")
        bench.sync()
        #expect(bench.body("memory-1.md") == "## Memory 1\n\n<!-- before\n")
        #expect(bench.body("memories.md") == "## Memory 3\n\nafter\n")
        #expect(bench.isInStep)
    }

    @Test("files that one name stands for where case is ignored, and such that are no text, are left alone")
    func leftAlone() {
        var bench = adopted()
        bench.files["Progress.md"] = "# Other\n\ntext\n"
        bench.files["broken.md"] = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"
        let plan = bench.sync()
        #expect(
            Set(plan.flaws.map(\.path)) == ["broken.md", "progress.md"]
                || Set(plan.flaws.map(\.path)) == ["broken.md", "Progress.md"]
        )
    }
}
