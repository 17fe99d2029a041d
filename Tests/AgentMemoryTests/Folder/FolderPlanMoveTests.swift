import Testing

@testable import AgentMemory

@Suite("The plan of a sync where files move, vanish and come back")
struct FolderPlanMoveTests {
    private let progress = "# Progress\n\n## Works\n\n- search\n\n## Left\n\n- sync\n"

    private func adopted(_ text: String? = nil) -> PlanBench {
        var bench = PlanBench()
        bench.files["progress.md"] = text ?? progress
        bench.sync()
        return bench
    }

    @Test("a section moved to another file, or a file under another name, keeps its memory")
    func moved() {
        var bench = adopted()
        bench.edit("progress.md", "## Works\n\n- search\n\n", "")
        bench.files["done.md"] = "# Done\n\n## Works\n\n- search\n"
        bench.sync()
        #expect(bench.rows.count == 2)
        #expect(bench.rows[1]?.retirement == nil)
        bench.files["Status.md"] = bench.files.removeValue(forKey: "progress.md")
        bench.edit("Status.md", "- sync", "- sync both ways")
        bench.sync()
        #expect(bench.rows.count == 2)
        #expect(bench.rows[2]?.content == "## Left\n\n- sync both ways")
        #expect(bench.known.map(\.path.text).sorted() == ["Status.md", "done.md"])
    }

    @Test("a copy of a file has memories of its own")
    func copied() {
        var bench = adopted()
        bench.files["copy.md"] = bench.files["progress.md"]
        bench.sync()
        #expect(bench.contents.count == 4)
        bench.edit("copy.md", "- sync", "- copies")
        bench.sync()
        #expect(bench.rows[2]?.content == "## Left\n\n- sync")
        #expect(bench.isInStep)
    }

    @Test("an editor that saves an old text over ours takes nothing back, and its edit counts")
    func staleEditor() {
        var bench = adopted()
        let buffer = bench.files["progress.md"]
        bench.correct(1, "## Works\n\n- search\n- recall")
        let new = bench.store("## New\n\nby an agent", file: "progress.md")
        bench.sync()
        bench.files["progress.md"] = buffer?.replacing("- sync", with: "- sync of folders")
        bench.sync()
        #expect(
            bench.body("progress.md")
                == "# Progress\n\n## Works\n\n- search\n- recall\n\n## Left\n\n- sync of folders\n\n## New\n\nby an agent\n"
        )
        #expect(bench.rows[new]?.retirement == nil)
        #expect(bench.contents.count == 3)
    }

    @Test("a checkout of an older state, and the way back, leave the same memories with the same numbers")
    func checkout() {
        var bench = PlanBench()
        for number in 0..<300 {
            bench.files["notes/n\(number).md"] = "# N\(number)\n\ntext \(number)\n\n## More\n\nmore \(number)\n"
        }
        bench.sync()
        let first = bench.files
        for number in 0..<200 { bench.edit("notes/n\(number).md", "text \(number)", "new text \(number)") }
        for number in 200..<250 { bench.files["notes/n\(number).md"] = nil }
        for number in 300..<350 { bench.files["notes/n\(number).md"] = "# N\(number)\n\ntext \(number)\n" }
        bench.sync()
        let (second, rows) = (bench.files, bench.rows)
        #expect(bench.contents.count == 550)
        bench.files = first
        bench.sync()
        #expect(bench.files == first)
        #expect(bench.contents.count == 600)
        bench.files = second
        bench.sync()
        #expect(bench.files == second)
        #expect(bench.rows == rows)
    }

    @Test("a folder that is gone, or empty, deletes nothing; asked to, an empty one does, or is filled again")
    func vanished() {
        var bench = adopted()
        let before = bench.files
        bench.files = [:]
        #expect(bench.sync().heldBack == 2)
        bench.missing = .unknown
        #expect(bench.sync().heldBack == 2)
        #expect(bench.sync(.toBank).heldBack == 2)
        #expect(bench.contents.count == 2)
        bench.missing = .deleted
        var filled = bench
        filled.sync(.toFiles)
        #expect(filled.body("progress.md") == "## Works\n\n- search\n\n## Left\n\n- sync\n")
        bench.sync(.toBank)
        #expect(bench.contents.isEmpty)
        bench.files = before
        bench.sync()
        #expect(bench.contents.count == 2)
        #expect(bench.rows.count == 2)
    }

    @Test(
        "a folder made anew from a repository has its memories back, and what was not in the repository is written again"
    )
    func clonedAnew() {
        var bench = adopted()
        bench.store("by an agent")
        bench.sync()
        bench.files["memories.md"] = nil
        bench.edit("progress.md", "- sync", "- sync, edited in the clone")
        bench.missing = .lost
        bench.sync()
        #expect(bench.contents == ["## Works\n\n- search", "## Left\n\n- sync, edited in the clone", "by an agent"])
        #expect(bench.body("memories.md") == "## Memory 3\n\nby an agent\n")
    }

    @Test("a second folder of the bank takes its files for what they were, and two memories that are equal for one")
    func secondFolder() {
        var bench = adopted()
        bench.store("equal")
        bench.known = []
        bench.folder = "ffffffffffffffff"
        bench.correct(1, "## Works\n\n- search, newer")
        bench.edit("progress.md", "- sync", "- sync, edited there")
        bench.files["other.md"] = "## Memory 99\n\nequal\n"
        bench.sync()
        #expect(bench.contents == ["## Works\n\n- search, newer", "## Left\n\n- sync, edited there", "equal"])
        #expect(bench.body("progress.md")?.contains("- search, newer") == true)
        #expect(bench.conflicts.isEmpty)
        #expect(bench.isInStep)
    }

    @Test("one direction leaves the other side as it is, and nothing is forgotten meanwhile")
    func directions() {
        var bench = adopted("## A\none\n\n## B\ntwo\n")
        bench.edit("progress.md", "one", "one, file")
        bench.correct(2, "## B\ntwo, bank")
        let files = bench.files
        bench.sync(.toBank)
        #expect(bench.contents == ["## A\none, file", "## B\ntwo, bank"])
        #expect(bench.files == files)
        bench.edit("progress.md", "one, file", "one, again")
        bench.sync(.toFiles)
        #expect(bench.contents == ["## A\none, file", "## B\ntwo, bank"])
        #expect(bench.body("progress.md") == "## A\none, again\n\n## B\ntwo, bank\n")
        bench.sync()
        #expect(bench.contents == ["## A\none, again", "## B\ntwo, bank"])
    }
}
