"""Rows that mean harm, results of no use, and more than anybody can read."""

import data
from apps.framed import framed, height
from apps.hostile import RIGHT_TO_LEFT

TEXT = data.HOSTILE + RIGHT_TO_LEFT
MEMORY = {
    "id": 1, "bank": TEXT, "kind": TEXT, "content": TEXT, "subject": TEXT, "attribute": TEXT, "importance": 1,
    "trust": 0.5, "access_count": 0, "metadata": {TEXT: TEXT, "__proto__": TEXT}, "source": TEXT, "session_id": TEXT,
    "created_at": TEXT, "valid_from": TEXT, "retired": {"at": TEXT, "how": "constructor", "reason": TEXT},
}  # fmt: skip
PARTS = {"similarity": -1, "recency": 9, "importance": 0, "access": 0, "trust": 0}
TURN = {"session_id": TEXT, "turn": 1, "role": TEXT, "speaker": TEXT, "content": TEXT, "created_at": TEXT}
SAID = {"similarity": 1e308, "speaker": 0, "statement": 0}
CONFLICT = {"difference": {"kind": TEXT, "one": TEXT, "other": TEXT}, "similarity": 1, "one": MEMORY,
            "other": {**MEMORY, "id": 2, "content": TEXT + " else"}}  # fmt: skip
ROWS = [
    ("search_memories", {"hits": [{"memory": MEMORY, "score": 1e308, "parts": PARTS}], "exhausted": True,
                         "time": {"phrase": TEXT, "after": TEXT}}),
    ("list_memories", {"memories": [MEMORY]}),
    ("list_memory_banks", {"banks": [{"name": TEXT, "description": TEXT, "memories": 1, "retired": 1, "turns": 1,
                                      "is_default": False, "updated_at": TEXT}]}),
    ("get_conversation", {"turns": [TURN]}),
    ("search_conversations", {"hits": [{"bank": TEXT, "turn": TURN, "score": 1e308, "parts": SAID}]}),
    ("find_conflicts", {"conflicts": [CONFLICT]}),
    ("consolidate_memories", {"clusters": [{"keep": MEMORY, "merge": [CONFLICT["other"]]}], "merged": 0}),
]  # fmt: skip


def run(window, server, report, views):
    for tool, result in ROWS:
        rows(window, server, report, views[tool], tool, result)
    for tool in ["search_memories", "get_conversation", "find_conflicts"]:
        useless(window, server, report, views[tool], tool)
    many(window, server, report, views)


def rows(window, server, report, view, tool, result):
    name = f"hostile rows of {tool}"
    with framed(window, server, name, view) as host:
        host.send(method="ui/notifications/tool-input", params={"arguments": {"query": TEXT, "bank": TEXT}})
        host.result({"content": [], "structuredContent": result})
        host.frame.locator("main li").first.wait_for()
        shown = host.frame.locator("main").inner_text()
        report.check(f"{name}: they are shown as they are", data.HOSTILE in shown, shown[:300])
        made = host.frame.locator("main b:not(.legend b, .about b, .who b), main script, main img:not([role])").count()
        report.check(f"{name}: nothing of it became elements", made == 0, made)
        hacked = host.page.frames[1].evaluate("window.hacked === undefined")
        report.check(f"{name}: nothing of it ran", hacked and host.page.evaluate("window.hacked === undefined"))


def useless(window, server, report, view, tool):
    name = f"{tool}, results of no use"
    with framed(window, server, name, view) as host:
        for hits in [None, {}, [None]]:
            host.result({"structuredContent": {"hits": hits}} if hits is not None else {})
            host.frame.get_by_role("alert").wait_for()
        host.result({"isError": True, "content": [{"type": "text", "text": TEXT}]})
        told = host.frame.get_by_role("alert").inner_text()
        report.check(f"{name}: a failure is told as text", told.startswith("</script>"), told)


def many(window, server, report, views):
    """A hundred thousand of each, made in the page around the view, which takes them more easily than a message."""
    for tool, listed, kind in [
        ("search_memories", "#hits > li", "hits"),
        ("list_memories", "#hits > li", "memories"),
        ("get_conversation", "#turns > li", "turns"),
        ("find_conflicts", ".sides li", "conflicts"),
    ]:
        name = f"{tool}, 100,000 rows"
        with framed(window, server, name, views[tool]) as host:
            host.page.evaluate(
                """(kind) => {
                  const memory = (id) => ({ id, bank: "b", kind: "note", content: "Memory " + id, importance: 1,
                    trust: 0.5, access_count: 0, created_at: "2026-01-01T00:00:00Z" });
                  const first = memory(0);
                  const parts = { similarity: 0.5, recency: 0, importance: 0, access: 0, trust: 0 };
                  const row = {
                    hits: (id) => ({ memory: memory(id), score: 0.5, parts }), memories: memory,
                    turns: (turn) => ({ session_id: "s", turn, role: "user", content: "Turn " + turn }),
                    conflicts: (id) => ({ difference: { kind: "number", one: "1", other: "2" }, similarity: 0.9,
                      one: first, other: memory(id + 1) }),
                  }[kind];
                  const structuredContent = { [kind]: Array.from({ length: 100_000 }, (_, id) => row(id)) };
                  window.send({ method: "ui/notifications/tool-result", params: { content: [], structuredContent } });
                }""",
                kind,
            )
            rows = host.frame.locator(listed)
            # A busy browser takes seconds to carry so many from one frame to the other.
            rows.first.wait_for(timeout=60_000)
            shown = rows.count()
            report.check(f"{name}: some hundred are shown at most", 2 <= shown < 1000, shown)
            text = host.frame.locator("main").inner_text()
            number = "99,800" if kind == "turns" else "100,000"
            report.check(f"{name}: how many there are is told", number in text, text[:200])
            host.send(id=300, method="ping")
            host.wait("message.id === 300")
            report.check(f"{name}: it goes on answering", height(host) > 0)
