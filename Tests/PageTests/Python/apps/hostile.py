"""Messages and rows that mean harm."""

import data
import frame
from apps.framed import framed, height, show

RIGHT_TO_LEFT = "\u202edetrevni \u2066\u05d0\u05d1 \u200f"


def messages(window, server, report, view):
    name = "hostile messages"
    with framed(window, server, name, view) as host:
        show(host, server, "search_documents", {"query": "parrot"})
        hits = host.frame.locator("#hits > li")
        hits.first.wait_for()
        before = host.frame.locator("main").inner_text()
        host.send(method="ui/notifications/host-context-changed", params={"theme": "light"})
        frame.strangers(host, report)
        empty = {"content": [], "structuredContent": {"hits": [], "path": "forged"}}
        for version in ["1.0", "2.1", "3.0", 2, None]:
            host.send(jsonrpc=version, method="ui/notifications/tool-result", params=empty)
            host.send(jsonrpc=version, id=200, method="ping")
        for message in [None, 7, "ping", [], [{"jsonrpc": "2.0", "id": 200, "method": "ping"}], {"method": "ping"}]:
            host.page.evaluate("(message) => view.contentWindow.postMessage(message, '*')", message)
        for method in ["toString", "__proto__", "constructor", "ui/notifications/unheard-of", "", 7]:
            host.send(method=method, params={})
        # Answers to requests that the view has not made.
        host.send(id=1, result={"hostCapabilities": {}})
        host.send(id="__proto__", error={"code": 1})
        host.send(id=201, method="ping")
        host.wait("message.id === 201")
        answered = host.page.evaluate("window.received.filter(({ id }) => id === 200).length")
        report.check(f"{name}: none of another version is answered", answered == 0, answered)
        shown = host.frame.locator("main").inner_text()
        report.check(f"{name}: nothing of what is shown has changed", shown == before, (before, shown))
        for result in [
            {},
            {"content": []},
            {"structuredContent": {"hits": {}}},
            {"structuredContent": {"hits": [None]}},
        ]:
            host.result(result)
            host.frame.get_by_role("alert").wait_for()
        show(host, server, "search_documents", {"query": "parrot"})
        host.frame.get_by_role("alert").wait_for(state="detached")
        report.check(f"{name}: after results of no use it shows the next", hits.count() > 1)


def rows(window, server, report, view):
    name = "hostile rows"
    text = data.HOSTILE + RIGHT_TO_LEFT
    hit = {
        "id": 1, "key": text, "title": text, "content": text, "metadata": {text: text, "__proto__": text},
        "score": 1e308, "parts": {"vector": -1, "keyword": 9}, "terms": [{"term": "(" + text, "share": 0.5}],
        "context": {"before": text, "after": text},
    }  # fmt: skip
    with framed(window, server, name, view) as host:
        found = {"hits": [hit], "path": text, "waiting": {"vectors": 1, "keywords": 0}}
        host.send(method="ui/notifications/tool-input", params={"arguments": {"query": text, "collection": text}})
        host.result({"content": [], "structuredContent": found})
        shown = host.frame.locator("#hits > li")
        shown.get_by_role("heading").filter(has_text=data.HOSTILE).wait_for()
        made = host.frame.locator("main b, main script, main img:not([role])").count()
        report.check(f"{name}: nothing of it became elements", made == 0, made)
        hacked = host.page.frames[1].evaluate("window.hacked === undefined")
        report.check(f"{name}: nothing of it ran", hacked and host.page.evaluate("window.hacked === undefined"))
        similar = shown.get_by_role("button", name="Find similar").inner_text()
        report.check(f"{name}: text that runs the other way stays in its place", similar == "Find similar", similar)
        host.result({"isError": True, "content": [{"type": "text", "text": text}]})
        told = host.frame.get_by_role("alert").inner_text()
        report.check(f"{name}: a failure is text, too", told.startswith("</script>"), told)


def many(window, server, report, view):
    name = "100,000 hits"
    with framed(window, server, name, view) as host:
        host.page.evaluate(
            """() => {
              const hit = (_, id) => ({ id, title: "Hit " + id, content: "A passage of some words.", score: 0.5 });
              const hits = Array.from({ length: 100_000 }, hit);
              const params = { content: [], structuredContent: { hits } };
              window.send({ method: "ui/notifications/tool-result", params });
            }"""
        )
        hits = host.frame.locator("#hits > li")
        hits.first.wait_for()
        shown = hits.count()
        report.check(f"{name}: some hundred are shown", 100 <= shown < 1000, shown)
        told = host.frame.get_by_role("status").inner_text()
        report.check(f"{name}: all are told of", "100,000 hits" in told, told)
        left = host.frame.get_by_role("button", name="Show more")
        report.check(
            f"{name}: and how many more there are", f"{100_000 - shown:,}" in left.inner_text(), left.inner_text()
        )
        left.click()
        host.frame.locator(f"#hits > li:nth-child({2 * shown})").wait_for()
        host.send(id=300, method="ping")
        host.wait("message.id === 300")
        report.check(f"{name}: which follow in steps", hits.count() == 2 * shown and height(host) > 0, hits.count())
