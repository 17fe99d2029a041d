"""The view `search` as a resource of MCP Apps: it shows the result of a call that the model made."""

import json

import data
import frame
from search.page import ADDRESS

HIT = {
    "id": 7, "title": data.HOSTILE, "content": "A parrot.", "metadata": {"kind": "bird"}, "score": 0.5,
    "parts": {"vector": 0.25, "keyword": 0.25},
}  # fmt: skip
RESULT = {"hits": [HIT], "exhausted": True, "path": "exact, keywords", "waiting": {"vectors": 3, "keywords": 0}}


def framed(window, report):
    for tools in [{"serverTools": {}}, {}]:
        with window.tab("search, framed " + ("with" if tools else "without") + " tools") as page:
            view = data.replace(page.goto(ADDRESS).text(), None)
            host = frame.open_host(page, view, capabilities=tools)
            arguments = {"query": "parrots", "mode": "keyword", "filter": {"kind": "bird"}}
            host.send(method="ui/notifications/tool-input", params={"arguments": arguments})
            result = {"content": [{"type": "text", "text": json.dumps(RESULT)}], "structuredContent": RESULT}
            host.result(result)
            hit = host.frame.locator("#hits > li")
            hit.get_by_role("heading").filter(has_text=data.HOSTILE).wait_for()
            shown = host.frame.locator("body").inner_text()
            report.check("what waits is told", "3 wait for their vectors" in shown, shown)
            box = host.frame.get_by_role("searchbox")
            if tools:
                report.check("the query stands in the box", box.input_value() == "parrots")
                condition = host.frame.get_by_label("Value").input_value()
                report.check("and the filter in its place", condition == "bird", condition)
                calling(host, hit, report)
            else:
                report.check("without tools there is nothing to press", host.frame.get_by_role("button").count() == 0)
                report.check("and nothing to type into", box.count() == 0)


def calling(host, hit, report):
    document = {**HIT, "content_length": 9, "passages": 1, "passage_ranges": [{"start": 0, "end": 9}]}
    answer = {"content": [{"type": "text", "text": "…"}], "structuredContent": document}
    host.answer("tools/call", answer)
    hit.get_by_role("button", name=data.HOSTILE).click()
    host.frame.get_by_role("region", name="Text").filter(has_text="A parrot.").wait_for()
    call = host.wait("message.method === 'tools/call' && message.params.name === 'get_document'")["params"]
    report.check("a document is asked of the host", call["arguments"]["id"] == 7, call)
    searched = host.page.evaluate("window.received.some(({ params }) => params?.name === 'search_documents')")
    report.check("what the model has found is not searched for again", not searched)
