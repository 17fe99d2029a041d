import Testing

@testable import AgentMemory

@Suite("Inflections of English words")
struct EnglishFormsTests {
    private func meet(_ one: String, _ other: String) -> Bool {
        !Set(EnglishForms.of(one)).isDisjoint(with: EnglishForms.of(other))
    }

    @Test(
        "forms of one word meet",
        arguments: [
            ("stores", "stored"), ("storing", "store"), ("plan", "planned"), ("tries", "try"), ("tried", "tries"),
            ("boxes", "box"), ("caches", "cache"), ("classes", "class"), ("hope", "hoping"), ("visited", "visits"),
            ("called", "call"), ("studying", "studies"), ("backups", "backup"), ("rotates", "rotated"),
        ]
    )
    func same(one: String, other: String) {
        #expect(meet(one, other))
    }

    @Test(
        "other words do not",
        arguments: [
            ("user", "use"), ("policy", "police"), ("jan", "jane"), ("mary", "mari"), ("news", "new"), ("rat", "rate"),
            ("hoped", "hopped"), ("building", "build"), ("organ", "organization"), ("status", "statu"), ("red", "r"),
            ("university", "universe"), ("meeting", "meet"), ("planed", "plan"), ("this", "thi"), ("ann", "anne"),
        ]
    )
    func different(one: String, other: String) {
        #expect(!meet(one, other))
    }
}
