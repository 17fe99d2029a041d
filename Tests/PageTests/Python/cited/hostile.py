"""Rows that mean harm, results of no use, and more than anybody can read."""

import data
from apps.framed import framed, height
from apps.hostile import RIGHT_TO_LEFT

TEXT = data.HOSTILE + RIGHT_TO_LEFT
RANGE = {"start": 0, "end": 10**9}
CITATION = {"number": 1, "source_id": 1, "title": TEXT, "uri": TEXT, "headings": [TEXT, TEXT], "page": 1,
            "range": RANGE, "quote": TEXT + "W" * 20_000}  # fmt: skip
ANSWER = {
    "answer": TEXT, "abstained": False, "citations": [CITATION], "unsupported": [TEXT], "notes": [TEXT],
    "sentences": [{"text": TEXT, "citations": [1, 7], "support": 0.5}], "answered_by": "model", "model": TEXT,
    "best_score": 1e308, "query_id": 1, "duration_ms": 1e308,
}  # fmt: skip
SOURCE = {"id": 1, "key": TEXT, "title": TEXT, "uri": TEXT, "media_type": TEXT, "length": 10**9, "chunks": 0,
          "waiting": 1, "metadata": {TEXT: TEXT, "__proto__": TEXT}, "version": 1, "created_at": TEXT,
          "updated_at": TEXT}  # fmt: skip
QUERY = {"id": 1, "query": TEXT, "answer": TEXT + " [1] [99]", "abstained": False, "answered_by": "model",
         "model": TEXT, "rating": 3, "created_at": TEXT}  # fmt: skip
PLACE = {"source_id": 1, "start": -5, "end": 10**9}
TRACE = {
    "candidates": [{**PLACE, "rank": 1, "score": 1e308, "vector": -1, "keyword": 9}],
    "path": TEXT, "citations": [{**PLACE, "number": 1}], "times_ms": {TEXT: 1, "search": 1e308, "__proto__": 2},
}  # fmt: skip
SESSION = {"session_id": TEXT, "title": TEXT, "queries": 1, "created_at": TEXT, "updated_at": TEXT}
ROWS = [
    ("rag_query", ANSWER),
    ("get_query", {"query": QUERY, "session_id": TEXT, "context": TEXT, "metadata": {TEXT: TEXT}, "trace": TRACE,
                   "rating_comment": TEXT, "prompt_tokens": 1, "completion_tokens": 1, "duration_ms": 1e308}),
    ("list_sources", {"sources": [SOURCE]}),
    ("list_sessions", {"sessions": [SESSION]}),
    ("get_session", {"queries": [QUERY]}),
]  # fmt: skip


def run(window, server, report, views):
    for tool, result in ROWS:
        rows(window, server, report, views[tool], tool, result)
        useless(window, server, report, views[tool], tool)
    opened(window, server, report, views["rag_query"])
    many(window, server, report, views)


def rows(window, server, report, view, tool, result):
    name = f"hostile rows of {tool}"
    with framed(window, server, name, view) as host:
        host.send(method="ui/notifications/tool-input", params={"arguments": {"query": TEXT, "session_id": TEXT}})
        host.result({"content": [], "structuredContent": result})
        host.frame.locator("main li").first.wait_for()
        harmless(host, report, name)


def harmless(host, report, name):
    shown = host.frame.locator("main").inner_text()
    report.check(f"{name}: they are shown as they are", data.HOSTILE in shown, shown[:300])
    made = host.frame.locator("main b:not(.legend b, .about b), main script, main img:not([role])").count()
    report.check(f"{name}: nothing of it became elements", made == 0, made)
    hacked = host.page.frames[1].evaluate("window.hacked === undefined")
    report.check(f"{name}: nothing of it ran", hacked and host.page.evaluate("window.hacked === undefined"))
    host.send(id=300, method="ping")
    host.wait("message.id === 300")
    report.check(f"{name}: the view is as high as what it shows", height(host) > 100)


def opened(window, server, report, view):
    """A source that says something else than what was cited, and means harm, too."""
    name = "a hostile source"
    with framed(window, server, name, view) as host:
        host.result({"content": [], "structuredContent": ANSWER})
        source = {"content": [], "structuredContent": {"source": SOURCE, "content": TEXT}}
        host.answer("tools/call", source)
        host.frame.locator("#answer .said .cite").first.click()
        host.frame.get_by_role("region", name="Text").wait_for()
        told = host.frame.locator("#source .waiting").count()
        marks = host.frame.locator("#source mark").count()
        report.check(f"{name}: nothing that was not cited passes for it", told == 1 or marks == 1, (told, marks))
        harmless(host, report, name)
        for useless in [{}, {"structuredContent": {"source": None}}, {"structuredContent": {"content": 7}}]:
            host.frame.get_by_role("button", name="Back").click()
            host.answer("tools/call", {"content": [], **useless})
            host.frame.locator("#answer .said .cite").first.click()
            host.frame.locator("#source").get_by_role("alert").wait_for()
        back = host.frame.get_by_role("button", name="Back").inner_text()
        report.check(f"{name}: what is of no use is told, and left", back == "← Back", back)


def useless(window, server, report, view, tool):
    name = f"{tool}, results of no use"
    with framed(window, server, name, view) as host:
        for result in [None, {}, {"citations": [None], "sentences": [None]}, {"sources": [None]}, {"queries": [None]},
                       {"sessions": [None]}, {"query": {}}]:  # fmt: skip
            host.result({"structuredContent": result} if result is not None else {})
            host.frame.get_by_role("alert").first.wait_for()
        host.result({"isError": True, "content": [{"type": "text", "text": TEXT}]})
        told = host.frame.get_by_role("alert").first.inner_text()
        report.check(f"{name}: a failure is told as text", told.startswith("</script>"), told)


def many(window, server, report, views):
    """A hundred thousand of each, made in the page around the view, which takes them more easily than a message."""
    for tool, listed, kind in [
        ("rag_query", "#answer li", "citations"),
        ("list_sources", "#hits > li", "sources"),
        ("get_session", "#hits > li", "queries"),
        ("list_sessions", "#hits > li", "sessions"),
    ]:
        name = f"{tool}, 100,000 rows"
        with framed(window, server, name, views[tool]) as host:
            host.page.evaluate(
                """(kind) => {
                  const range = { start: 0, end: 9 };
                  const row = {
                    citations: (number) => ({ number, source_id: number, title: "T", range, quote: "Q" }),
                    sources: (id) => ({ id, title: "T", length: 9, chunks: 1, metadata: {}, version: 1 }),
                    queries: (id) => ({ id, query: "Q", answer: "A" }),
                    sessions: (id) => ({ session_id: "s" + id, queries: 1 }),
                  }[kind];
                  const rows = Array.from({ length: 100_000 }, (_, id) => row(id));
                  const sentences = rows.map((_, id) => ({ text: "S", citations: [id], support: 1 }));
                  const structuredContent = { [kind]: rows, abstained: false, sentences };
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
            report.check(f"{name}: how many there are is told", "100,000" in text, text[:200])
            host.send(id=300, method="ping")
            host.wait("message.id === 300")
            report.check(f"{name}: it goes on answering", height(host) > 0)
