"""The views in the frame of a client: what the model's calls have found, and calls through the client."""

import looks
from apps.framed import framed, height, overflow, show
from cited.stored import FIRING, LIGHTHOUSE
from remembered.framed import SANDBOXES, colours, fits


def run(window, server, report, views):
    for sandbox in SANDBOXES:
        ask(window, server, report, views["rag_query"], sandbox)
        trace(window, server, report, views["get_query"], sandbox)
        sources(window, server, report, views["list_sources"], sandbox)
        sessions(window, server, report, views["list_sessions"], sandbox)
    makers(window, server, report, views)
    without_tools(window, server, report, views)
    colours(window, server, report, views["rag_query"], "rag_query", {"query": FIRING})
    colours(window, server, report, views["list_sources"], "list_sources", {})


def ask(window, server, report, view, sandbox):
    name = f"ask, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        arguments = {"query": LIGHTHOUSE, "session_id": "framed"}
        answer = show(host, server, "rag_query", arguments, "same-origin" in sandbox)
        host.frame.locator("#answer h2").filter(has_text=LIGHTHOUSE).wait_for()
        question = host.frame.get_by_role("textbox", name="Question", exact=True)
        report.check(f"{name}: the question of the model", question.input_value() == LIGHTHOUSE)
        fits(host, report, name)
        host.frame.locator("#answer .said .cite").first.click()
        mark = host.frame.locator("#source mark")
        mark.wait_for()
        quote = answer["citations"][0]["quote"]
        report.check(f"{name}: what is cited is highlighted", mark.all_text_contents() == [quote])
        call = host.wait("message.params?.name === 'get_source'")["params"]["arguments"]
        report.check(f"{name}: and read by the client", call["id"] == answer["citations"][0]["source_id"], call)
        fits(host, report, name + " with a source")
        host.page.keyboard.press("Escape")
        mark.wait_for(state="detached")
        host.frame.get_by_role("button", name="Rate 5 of 5").click()
        host.frame.get_by_text("Rated 5 of 5.").wait_for()
        asked = "window.received.filter(({ params }) => params?.name === 'rag_query')"
        report.check(f"{name}: what the model has asked is not asked again", host.page.evaluate(asked) == [])
        question.fill(FIRING)
        question.press("Enter")
        host.frame.locator("#answer h2").filter(has_text=FIRING).wait_for()
        sent = host.page.evaluate(asked)[0]["params"]["arguments"]
        report.check(f"{name}: a person asks by the client", sent == {"query": FIRING, "session_id": "framed"}, sent)
        show(host, server, "rag_query", {"query": "Who won the chess championship of 1972?"})
        host.frame.locator(".abstained").wait_for()
        report.check(f"{name}: no answer is told", host.frame.locator("#answer .cite").count() == 0)


def trace(window, server, report, view, sandbox):
    name = f"trace, {sandbox}"
    asked = server.call("rag_query", {"query": FIRING})["structuredContent"]
    with framed(window, server, name, view, sandbox=sandbox) as host:
        show(host, server, "get_query", {"id": asked["query_id"]}, "same-origin" in sandbox)
        host.frame.locator("#answer blockquote").first.wait_for()
        quotes = host.frame.locator("#answer blockquote").all_text_contents()
        report.check(f"{name}: what it cites", quotes == [one["quote"] for one in asked["citations"]], quotes)
        report.check(f"{name}: its candidates", host.frame.locator(".trace ol > li").count() > 0)
        fits(host, report, name)


def sources(window, server, report, view, sandbox):
    name = f"sources, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        show(host, server, "list_sources", {"limit": 3}, "same-origin" in sandbox)
        hits = host.frame.locator("#hits > li")
        hits.nth(2).wait_for()
        host.frame.get_by_role("button", name="Show more").click()
        hits.nth(3).wait_for()
        report.check(f"{name}: more by the client", hits.count() > 3, hits.count())
        fits(host, report, name)
        host.frame.get_by_role("button", name="Rivers").click()
        text = host.frame.get_by_role("region", name="Text")
        text.filter(has_text="Sentence 0").wait_for()
        host.frame.get_by_role("button", name="Later text").click()
        text.filter(has_text="Sentence 500").wait_for()
        report.check(f"{name}: one is read in parts", len(text.text_content()) <= 20_000)
        fits(host, report, name + " with a source")


def sessions(window, server, report, view, sandbox):
    name = f"sessions, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        show(host, server, "list_sessions", {}, "same-origin" in sandbox)
        host.frame.get_by_role("button", name="framed").click()
        hits = host.frame.locator("#hits > li")
        hits.filter(has_text="Varnholm").first.wait_for()
        report.check(f"{name}: one opens by the client", hits.count() >= 1, hits.all_inner_texts())
        show(host, server, "get_session", {"session_id": "traced"})
        host.frame.get_by_role("heading", name="traced").wait_for()
        hits.filter(has_text=FIRING).wait_for()
        report.check(f"{name}: the questions of one", hits.count() == 1, hits.all_inner_texts())


def makers(window, server, report, views):
    """Who made an answer is told, and only what is quoted passes for the words of the sources."""
    asked = server.call("rag_query", {"query": FIRING})["structuredContent"]
    kept = server.call("get_query", {"id": asked["query_id"]})["structuredContent"]
    for maker, model, told in [
        ("client", "Claude", "written by Claude"),
        ("client", None, "written by a model"),
        ("model", "M", "written by M"),
        ("extraction", None, "words of the sources"),
    ]:
        made = {"answered_by": maker, "model": model}
        stored = {**kept, "query": {**kept["query"], **made}}
        for tool, result in [("rag_query", {**asked, **made}), ("get_query", stored)]:
            name = f"{tool}, made by {maker}"
            with framed(window, server, name, views[tool]) as host:
                host.result({"content": [], "structuredContent": result})
                host.frame.locator("#answer h2").wait_for()
                line = host.frame.locator("#facts").inner_text()
                quoted = "words of the sources" in line
                report.check(f"{name}: that is told", told in line and quoted == (maker == "extraction"), line)


def without_tools(window, server, report, views):
    asked = server.call("rag_query", {"query": FIRING})["structuredContent"]
    for tool, arguments, shown in [
        ("rag_query", {"query": FIRING}, "#answer blockquote"),
        ("get_query", {"id": asked["query_id"]}, ".trace li"),
        ("list_sources", {}, "#hits > li"),
        ("list_sessions", {}, "#hits > li"),
        ("get_session", {"session_id": "framed"}, "#hits > li"),
    ]:
        name = f"{tool}, without tools"
        with framed(window, server, name, views[tool], capabilities={}, width=320) as host:
            show(host, server, tool, arguments)
            host.frame.locator(shown).first.wait_for()
            # What is there already can be unfolded without the client.
            pressed = host.frame.get_by_role("button").filter(has_not_text="Show more").all_inner_texts()
            report.check(f"{name}: nothing to press", not pressed, pressed)
            report.check(f"{name}: nothing to type into", host.frame.get_by_role("textbox").count() == 0)
            height(host)
            report.check(f"{name}: fits 320 pixels", max(overflow(host)) <= 0, overflow(host))
            count, low = looks.contrast(host.page.frames[1])
            report.check(f"{name}: can be read", count > 3 and not low, (count, low))
