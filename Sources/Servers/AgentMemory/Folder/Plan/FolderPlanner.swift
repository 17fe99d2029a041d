/// Makes the plan that brings a folder and a bank in step. It reads and writes nothing by itself: the same folder and the
/// same bank give the same plan.
///
/// What a section is to become is decided by three texts, line by line: the one that file and bank last had in common, the
/// file's, and the bank's. Where both changed the same lines, the memory keeps the bank's text, and the file's goes into
/// a file of its own beside it.
struct FolderPlanner {
    let state: FolderState
    let reading: FolderReading
    let direction: SyncDirection
    /// Why a text may not become a memory; nil where it may.
    let objection: @Sendable (String) -> String?

    var drafts: [FileDraft] = []
    var flaws: [FolderFlaw]
    /// Memories that have a place.
    var placed: Set<Int32> = []
    /// Files that are there and have no draft, or whose draft is not to be added to, by their folded paths.
    var closed: Set<String> = []
    /// Memories that must have a file of their own.
    var apart: Set<Int32> = []
    var heldBack = 0
    /// The drafts of the files that are there or are to be, by their folded paths.
    var indices: [String: Int] = [:]
    /// The file of ours that is being filled, and its number.
    var common: CommonFile?
    var commonNumber = 0
    /// The files that memories were in.
    let homes: [Int32: Int32]
    /// The memories that were found in files.
    var found: Set<Int32> = []

    static func plan(
        _ state: FolderState,
        _ reading: FolderReading,
        _ direction: SyncDirection = .both,
        objection: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> FolderPlan {
        var planner = FolderPlanner(state: state, reading: reading, direction: direction, objection: objection)
        if let held = planner.held { return held }
        planner.pair()
        planner.claim()
        for index in planner.drafts.indices { planner.divide(index) }
        for section in planner.drafts.flatMap(\.foundInherited) { planner.takeFromWhereItWas(section) }
        planner.findMoved()
        planner.indexPaths()
        planner.found = Set(planner.drafts.flatMap(\.blocks).compactMap(\.memory))
        for index in planner.drafts.indices { planner.decide(index) }
        planner.place()
        return planner.finish()
    }

    private init(
        state: FolderState,
        reading: FolderReading,
        direction: SyncDirection,
        objection: @escaping @Sendable (String) -> String?
    ) {
        self.state = state
        self.reading = reading
        self.direction = direction
        self.objection = objection
        flaws = reading.flaws
        homes = Dictionary(
            state.files.flatMap { file in file.sections.filter(\.isThere).map { ($0.memory, file.id) } }
        ) { first, _ in first }
    }

    /// The plan to do nothing, where not one of the files is left that were there: the folder may be another one, or not
    /// be mounted. Asked to sync in one direction, we do so.
    private var held: FolderPlan? {
        let count = state.files.flatMap(\.sections).count(where: \.isThere)
        guard count > 0, reading.files.isEmpty, reading.flaws.isEmpty, direction == .both || reading.missing == .unknown
        else { return nil }
        let flaw = FolderFlaw(
            path: "",
            reason:
                "holds none of its files; if you deleted them on purpose, sync to_bank, and to_files to have them back"
        )
        return FolderPlan(flaws: [flaw], heldBack: count)
    }

    private mutating func divide(_ index: Int) {
        let draft = drafts[index]
        guard let known = draft.known else {
            // It may come from another folder of the bank, or from a time that was forgotten.
            let base = draft.read.flatMap(state.mark)?.base
            drafts[index].divide(before: (base.flatMap { state.bases[$0] } ?? []).filter { homes[$0.memory] == nil })
            return
        }
        let present = known.sections.filter(\.isThere)
        // What has moved to another file since is that one's.
        let base = draft.read.map { known.sections(before: $0, in: state) } ?? present
        drafts[index].divide(before: base.filter { homes[$0.memory] ?? known.id == known.id })
        // What came into the file after the state that was edited is not deleted by the edit.
        let mentioned = Set(base.map(\.memory))
        drafts[index].later = present.filter { !mentioned.contains($0.memory) }
    }

    /// Files that are there come before such as are missing.
    private mutating func indexPaths() {
        for index in drafts.indices where drafts[index].read == nil { indices[drafts[index].path.folded] = index }
        for index in drafts.indices where drafts[index].read != nil { indices[drafts[index].path.folded] = index }
    }

    private mutating func finish() -> FolderPlan {
        var plan = FolderPlan(flaws: flaws, heldBack: heldBack)
        for draft in drafts {
            var composer = BodyComposer(draft, folders: state.folders)
            let file = composer.compose()
            if let file {
                plan.files.append(file)
            } else {
                plan.flaws.append(FolderFlaw(path: draft.path.text, reason: "would not be read as it would be written"))
            }
        }
        return plan
    }
}
