"""Answers as of a time, which rest on texts that their sources had then."""

import datetime
import time

from apps.framed import framed, show

KEY = "tides"
QUESTION = "When does the tidal gate of Quiberon close?"
FORMER = "The tidal gate of Quiberon closes at nine in the evening."
PRESENT = "Nothing is the same any more. The tidal gate of Quiberon closes at eleven at night, on all days but Sundays."


def run(window, server, report, views):
    arguments = {"query": QUESTION, "source_ids": [store(server, FORMER)]}
    arguments["as_of"] = datetime.datetime.now(datetime.timezone.utc).isoformat()
    store(server, PRESENT)
    # The present text takes the place of the former one once it is cut.
    while not cited(server.call("rag_query", arguments)["structuredContent"]).get("version"):
        time.sleep(0.1)
    asked = answer(window, server, report, views["rag_query"], arguments)
    kept(window, server, report, views["get_query"], asked)
    server.call("delete_source", {"key": KEY})


def store(server, text):
    stored = server.call("add_document", {"key": KEY, "title": "Tides", "content": text})["structuredContent"]
    while server.call("get_source", {"key": KEY})["structuredContent"]["source"]["chunks"] == 0:
        time.sleep(0.1)
    return stored["id"]


def cited(answer):
    return next(iter(answer["citations"]), {})


def answer(window, server, report, view, arguments):
    with framed(window, server, "a former text", view) as host:
        asked = show(host, server, "rag_query", arguments)
        host.frame.locator("#answer .said .cite").first.click()
        shown(host, asked, report, "a former text")
        return asked


def kept(window, server, report, view, asked):
    """What is kept tells the version where the server keeps it."""
    found = server.call("get_query", {"id": asked["query_id"]})["structuredContent"]
    for place in found["trace"]["citations"] + found["trace"]["candidates"]:
        place["version"] = 1
    with framed(window, server, "a former text in a trace", view) as host:
        host.result({"content": [], "structuredContent": found})
        quotes = host.frame.locator("#answer blockquote")
        quotes.first.wait_for()
        texts = quotes.all_text_contents()
        wanted = [one["quote"] for one in asked["citations"]]
        report.check("a former text is quoted from a trace", texts == wanted, texts)
        passage = host.frame.locator(".trace .passage").first
        passage.filter(has_text=FORMER).wait_for()
        host.frame.locator("#answer .said .cite").first.click()
        shown(host, asked, report, "a former text in a trace")


def shown(host, asked, report, name):
    mark = host.frame.locator("#source mark")
    mark.wait_for()
    quotes = [cited(asked)["quote"]]
    report.check(f"{name}: what is cited is highlighted", mark.all_text_contents() == quotes, quotes)
    text = host.frame.get_by_role("region", name="Text").text_content()
    report.check(f"{name}: in the text of that time", text == FORMER, text)
    told = host.frame.locator("#source .waiting").inner_text()
    report.check(f"{name}: and told to be one", "a former text" in told and "changed since" not in told, told)
