"""The views in the frame of a client: what the model's calls have found, and calls through the client."""

import looks
from apps.framed import framed, height, overflow, show

SANDBOXES = ["allow-scripts", "allow-scripts allow-same-origin"]


def run(window, server, report, views):
    for sandbox in SANDBOXES:
        memories(window, server, report, views["search_memories"], sandbox)
        session(window, server, report, views["get_conversation"], sandbox)
        review(window, server, report, views["find_conflicts"], sandbox)
    without_tools(window, server, report, views)
    for tool, arguments in [
        ("search_memories", {"query": "tea"}),
        ("get_conversation", {"session_id": "talk"}),
        ("find_conflicts", {"bank": "work"}),
    ]:
        colours(window, server, report, views[tool], tool, arguments)
    speed(window, server, report, views)


def fits(host, report, name):
    report.check(f"{name}: as high as what it shows", height(host) > 200 and max(overflow(host)) <= 0, overflow(host))


def memories(window, server, report, view, sandbox):
    name = f"memories, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        found = show(host, server, "search_memories", {"query": "parrot", "limit": 3}, "same-origin" in sandbox)
        hits = host.frame.locator("#hits > li")
        hits.first.wait_for()
        titles = hits.get_by_role("heading").all_inner_texts()
        wanted = [hit["memory"]["content"][:20] for hit in found["hits"]]
        report.check(f"{name}: what the model has found", [title[:20] for title in titles] == wanted, titles)
        report.check(f"{name}: its question", host.frame.get_by_role("searchbox").input_value() == "parrot")
        fits(host, report, name)
        hits.first.get_by_role("button").click()
        host.frame.get_by_role("region", name="Text").wait_for()
        host.wait("message.params?.name === 'get_memory'")
        host.frame.get_by_role("button", name="Forget").click()
        host.frame.get_by_role("status").filter(has_text="Forgotten").wait_for()
        host.frame.get_by_role("button", name="Undo").click()
        host.frame.get_by_role("status").filter(has_text="Undone").wait_for()
        calls = "window.received.filter(({ method }) => method === 'tools/call')"
        names = host.page.evaluate(calls + ".map(({ params }) => params.name)")
        report.check(f"{name}: changes go through the client", "restore_memory" in names, names)
        show(host, server, "list_memory_banks", {})
        host.frame.get_by_role("heading", name="Banks").wait_for()
        report.check(f"{name}: banks", hits.count() == 2, hits.all_inner_texts())
        show(host, server, "list_memories", {"kinds": ["procedure"]})
        host.frame.get_by_role("heading", name="Memories", level=2).wait_for()
        report.check(f"{name}: a list", hits.count() == 1 and "Tuesday" in hits.first.inner_text())
        searched = "search_memories" in names
        report.check(f"{name}: what the model has found is not searched for again", not searched, names)


def session(window, server, report, view, sandbox):
    name = f"session, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        show(host, server, "get_conversation", {"session_id": "talk", "limit": 20}, "same-origin" in sandbox)
        host.frame.locator("#turn-19").wait_for()
        fits(host, report, name)
        host.frame.get_by_text("Working memory: 1 value").wait_for()
        host.frame.get_by_role("button", name="Later turns").click()
        host.frame.locator("#turn-100").wait_for()
        report.check(f"{name}: more by its client", True)
        show(host, server, "search_conversations", {"query": "lighthouse", "limit": 3})
        hit = host.frame.locator("#hits > li").filter(has_text="turn 230")
        hit.get_by_role("button").click()
        host.frame.locator("#turn-230").wait_for()
        report.check(f"{name}: a hit opens in its conversation", host.frame.locator("#turn-220").count() == 1)


def review(window, server, report, view, sandbox):
    name = f"review, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        show(host, server, "find_conflicts", {"bank": "work"}, "same-origin" in sandbox)
        title = host.frame.locator("#question")
        title.filter(has_text="1 of 1: These may contradict").wait_for()
        fits(host, report, name)
        title.click()
        host.page.keyboard.press("1")
        host.frame.get_by_role("heading", name="That was all").wait_for()
        host.page.keyboard.press("u")
        host.frame.get_by_role("status").filter(has_text="Undone").wait_for()
        report.check(f"{name}: a key settles by the client, and takes back", title.inner_text().startswith("1 of 1"))
        show(host, server, "consolidate_memories", {"bank": "work"})
        title.filter(has_text="say the same").wait_for()
        report.check(f"{name}: duplicates", host.frame.locator(".sides li").count() == 2)
        merged = show(host, server, "consolidate_memories", {"bank": "work", "dry_run": False})
        host.frame.get_by_role("heading", name="Done").wait_for()
        report.check(f"{name}: a merge that was made", merged["merged"] == 1, merged)
        host.frame.get_by_text("Done: 1").click()
        host.frame.locator("#done").get_by_role("button").click()
        host.frame.get_by_role("status").filter(has_text="Undone").wait_for()
        again = server.call("consolidate_memories", {"bank": "work"})["structuredContent"]
        report.check(f"{name}: can be taken back", len(again["clusters"]) == 1, again)


def without_tools(window, server, report, views):
    for tool, arguments, shown in [
        ("search_memories", {"query": "tea"}, "#hits > li"),
        ("get_conversation", {"session_id": "talk"}, "#turns > li"),
        ("search_conversations", {"query": "lighthouse"}, "#hits > li"),
        ("find_conflicts", {"bank": "work"}, ".sides li"),
    ]:
        name = f"{tool}, without tools"
        with framed(window, server, name, views[tool], capabilities={}, width=320) as host:
            show(host, server, tool, arguments)
            host.frame.locator(shown).first.wait_for()
            report.check(f"{name}: nothing to press", host.frame.get_by_role("button").count() == 0)
            report.check(f"{name}: nothing to type into", host.frame.get_by_role("searchbox").count() == 0)
            height(host)
            report.check(f"{name}: fits 320 pixels", max(overflow(host)) <= 0, overflow(host))


def colours(window, server, report, view, tool, arguments):
    variables = {
        "--color-background-primary": "light-dark(#ffffff, #171717)",
        "--color-background-secondary": "light-dark(#f4f4f0, #0d0d0d)",
        "--color-text-primary": "light-dark(#171717, #fafafa)",
    }
    name = f"{tool}, the client's colours"
    context = {"theme": "dark", "styles": {"variables": variables}}
    with framed(window, server, name, view, context=context) as host:
        show(host, server, tool, arguments)
        host.frame.locator("main li").first.wait_for()
        document = host.page.frames[1]
        for theme in ["dark", "light"]:
            host.send(method="ui/notifications/host-context-changed", params={"theme": theme})
            host.frame.locator(f"html[data-theme={theme}]").wait_for()
            bright = looks.brightness(document)
            report.check(f"{name}: {theme} as it is", bright < 40 if theme == "dark" else bright > 220, bright)
            count, low = looks.contrast(document)
            report.check(f"{name}: can be read in {theme}", count > 8 and not low, (count, low))


def speed(window, server, report, views):
    """From the message to the frame that shows it: told, and not judged, since machines differ."""
    for tool, arguments, shown in [
        ("search_memories", {"query": "tea", "limit": 10}, "#hits > li"),
        ("get_conversation", {"session_id": "talk"}, "#turns > li"),
        ("find_conflicts", {"bank": "work"}, ".sides li"),
    ]:
        result = server.call(tool, arguments)
        with framed(window, server, f"speed of {tool}", views[tool]) as host:
            document = host.page.frames[1]
            document.evaluate(
                """(shown) => {
                  window.times = [];
                  window.addEventListener("message", ({ data }) => {
                    if (data.method !== "ui/notifications/tool-result") return;
                    const posted = data.params.postedAt;
                    const look = () => document.querySelector(shown)
                      ? setTimeout(() => window.times.push(Date.now() - posted)) : requestAnimationFrame(look);
                    requestAnimationFrame(look);
                  });
                }""",
                shown,
            )
            for _ in range(5):
                host.page.evaluate(
                    """(params) => window.send({ method: "ui/notifications/tool-result",
                      params: { ...params, postedAt: Date.now() } })""",
                    result,
                )
                document.wait_for_timeout(300)
            times = document.evaluate("window.times")
            report.check(f"{tool} is shown", len(times) == 5, f"ms until it is painted: {times}")
