import TestSupport
import Testing

@testable import AgentMemory

@Suite("What holds for every sync")
struct FolderPlanPropertyTests {
    private let names = ["a.md", "b.md", "notes/c.md"]
    private let lines = [
        "one", "two", "- three", "", "four", "# Five", "## Six", "Seven\n---", "```", "<!-- eight -->", "    # nine",
    ]

    private func text(_ generator: inout SeededGenerator, lines count: Int = 8) -> String {
        let ending = Bool.random(using: &generator) ? "\n" : "\r\n"
        var text = ""
        for _ in 0..<Int.random(in: 0...count, using: &generator) {
            text += (lines.randomElement(using: &generator) ?? "").replacing("\n", with: ending) + ending
            if Int.random(in: 0..<3, using: &generator) == 0 { text += ending }
        }
        return Bool.random(using: &generator) ? text : String(text.dropLast())
    }

    /// Lines that are in no other text.
    private func unique(_ generator: inout SeededGenerator) -> String {
        "word\(UInt32.random(in: 0 ... .max, using: &generator))"
    }

    /// Something that a person does in the folder.
    private func person(_ bench: inout PlanBench, _ said: inout [String], _ generator: inout SeededGenerator) {
        let name = names.randomElement(using: &generator) ?? ""
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bench.files[name] = text(&generator)
        case 1:
            let word = unique(&generator)
            said.append(word)
            bench.files[name, default: ""] += "\n\n# \(word)\n\ntext of \(word)\n"
        case 2:
            guard let text = bench.files[name] else { return }
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard lines.count > 4 else { return }
            let place = Int.random(in: 3..<lines.count, using: &generator)
            let word = unique(&generator)
            said.append(word)
            lines[place] = word
            bench.files[name] = lines.joined(separator: "\n")
        case 3: bench.files["moved.md"] = bench.files.removeValue(forKey: name)
        case 4: bench.files[name] = nil
        default:
            guard var text = bench.files[name] else { return }
            text = text.replacing("\r\n", with: "\n")
            bench.files[name] = text
        }
    }

    /// Something that an agent does in the bank.
    private func agent(_ bench: inout PlanBench, _ said: inout [String], _ generator: inout SeededGenerator) {
        let current = bench.rows.values.filter { $0.retirement == nil }.map(\.id).sorted()
        let word = unique(&generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            said.append(word)
            bench.store("\(word)\n\(text(&generator, lines: 3))")
        case 1:
            guard let id = current.randomElement(using: &generator), let row = bench.rows[id] else { return }
            said.append(word)
            bench.correct(id, row.content + "\n" + word)
        case 2:
            guard let id = current.randomElement(using: &generator) else { return }
            bench.retire(id)
        case 3:
            let forgotten = bench.rows.values.filter { $0.retirement == .forgotten }.map(\.id).sorted()
            if let id = forgotten.randomElement(using: &generator) { bench.restore(id) }
        default:
            guard let id = current.randomElement(using: &generator) else { return }
            said.append(word)
            bench.retire(id, as: .replaced(by: bench.store(word)))
        }
    }

    /// Whether a word that somebody wrote can still be read somewhere.
    private func isKept(_ word: String, _ bench: PlanBench) -> Bool {
        bench.rows.values.contains { $0.content.contains(word) } || bench.former.contains { $0.contains(word) }
            || bench.files.values.contains { $0.contains(word) }
    }

    @Test(
        "after it both say the same, another one does nothing, and nothing that was written is lost",
        arguments: 0..<40
    )
    func laws(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bench = PlanBench()
        for round in 0..<25 {
            // What one side wrote may be overwritten by the same side before a sync; so each writes once.
            var said: [String] = []
            person(&bench, &said, &generator)
            agent(&bench, &said, &generator)
            let stop: PlanBench.Stop = Int.random(in: 0..<3, using: &generator) == 0 ? .afterFiles : .never
            let half: PlanBench.Stop = Int.random(in: 0..<4, using: &generator) == 0 ? .afterFirst : stop
            var plan = bench.sync(stop: half)
            let count = bench.rows.count
            for _ in 0..<3 where half != .never || !bench.isInStep { plan = bench.sync() }
            #expect(plan.flaws.isEmpty || plan.heldBack > 0, "\(plan.flaws)")
            if half == .never { #expect(bench.rows.count == count) }
            if plan.heldBack > 0 {
                bench.sync(.toFiles)
                bench.sync()
            }
            #expect(bench.isInStep, "seed \(seed) round \(round)")
            for word in said { #expect(isKept(word, bench), "\(word), seed \(seed) round \(round)") }
            expectOnePlaceEach(bench, "seed \(seed) round \(round)")
        }
    }

    /// Each memory that is believed and says something is in one file, once.
    private func expectOnePlaceEach(_ bench: PlanBench, _ note: String) {
        let places = bench.known.flatMap(\.sections).filter(\.isThere)
        #expect(Set(places.map(\.memory)).count == places.count, "\(note)")
        for row in bench.rows.values {
            let place = places.first { $0.memory == row.id }
            let isShown = row.retirement == nil && !row.text.isEmpty
            #expect((place != nil) == isShown, "\(note), memory \(row.id)")
            if isShown { #expect(place?.content == row.text, "\(note), memory \(row.id)") }
        }
        for file in bench.known where !file.sections.filter(\.isThere).isEmpty {
            guard let text = bench.files[file.path.text], let read = try? MarkdownFile(Array(text.utf8)) else {
                Issue.record("\(file.path) is missing, \(note)")
                continue
            }
            let lines = read.body.map(\.text)
            for section in file.sections where section.isThere {
                let found = lines.indices.contains { lines[$0...].starts(with: section.text.lines) }
                #expect(found, "\(note), memory \(section.memory) in \(file.path)")
            }
        }
    }

    @Test("a sync that was stopped after the files leads to the same as one that was not", arguments: 0..<40)
    func stopped(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed) + 1_000)
        var bench = PlanBench()
        for _ in 0..<12 {
            var said: [String] = []
            person(&bench, &said, &generator)
            agent(&bench, &said, &generator)
            var stopped = bench
            stopped.sync(stop: .afterFiles)
            stopped.sync()
            bench.sync()
            #expect(stopped.contents.sorted() == bench.contents.sorted(), "seed \(seed)")
            #expect(stopped.conflicts == bench.conflicts, "seed \(seed)")
            #expect(stopped.files.keys.sorted() == bench.files.keys.sorted(), "seed \(seed)")
            #expect(stopped.files.keys.allSatisfy { stopped.body($0) == bench.body($0) }, "seed \(seed)")
            if bench.plan().heldBack > 0 { bench.sync(.toFiles) }
        }
    }
}
