"""The view `search`: what search_documents and find_similar_documents have found."""

import frame
import looks
from apps.framed import framed, height, overflow, show

CALL = {"query": "heavy parrot", "limit": 3, "collection": "documents"}


def run(window, server, report, view, sandbox):
    name = f"search, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        frame.handshake(host, report)
        found = show(host, server, "search_documents", CALL)
        hits = host.frame.locator("#hits > li")
        hits.first.wait_for()
        titles = hits.get_by_role("heading").all_inner_texts()
        report.check(
            f"{name}: shows what the model has found", titles == [hit["title"] for hit in found["hits"]], titles
        )
        report.check(
            f"{name}: and what it looked for", host.frame.get_by_role("searchbox").input_value() == CALL["query"]
        )
        bars = [bar.get_attribute("aria-label") for bar in hits.get_by_role("img").all()]
        parts = all("by meaning" in bar and "by words" in bar for bar in bars[:1])
        report.check(f"{name}: a score in its parts", parts, bars)
        report.check(
            f"{name}: as high as what it shows", height(host) > 300 and max(overflow(host)) <= 0, overflow(host)
        )
        reading(host, server, report, name)
        show(host, server, "search_documents", CALL)
        similar(host, report, name, titles[0])
        more(host, server, report, name)
        text_alone(host, server, report, name)
        frame.requests_of_host(host, report)


def reading(host, server, report, name):
    title = host.frame.get_by_role("button", name="The kakapo", exact=True)
    title.click()
    text = host.frame.get_by_role("region", name="Text")
    text.filter(has_text="cannot fly").wait_for()
    call = host.wait("message.params?.name === 'get_document'")["params"]["arguments"]
    report.check(f"{name}: opens a document by its client", call["collection"] == CALL["collection"], call)
    height(host)
    report.check(f"{name}: which fits, too", max(overflow(host)) <= 0, overflow(host))
    host.frame.get_by_role("button", name="Back").click()
    title.wait_for()
    show(host, server, "search_documents", {"query": "What burns green in Varnholm?"})
    host.frame.get_by_role("button", name="Rivers", exact=True).click()
    host.frame.locator("mark").first.wait_for()
    high = height(host)
    report.check(f"{name}: a long one scrolls inside its frame", high < 1500, high)
    place = text.evaluate("(one) => [one.scrollTop, one.scrollHeight]")
    report.check(f"{name}: to the passage that was found", 0.2 < place[0] / place[1] < 0.8, place)
    host.frame.get_by_role("button", name="Back").click()


def similar(host, report, name, title):
    host.frame.get_by_role("button", name="Find similar").first.click()
    host.frame.get_by_role("heading", name=f"Similar to {title}").wait_for()
    report.check(f"{name}: finds similar ones by its client", host.frame.locator("#hits > li").count() > 3)
    host.frame.get_by_role("button", name="Back to the search").click()
    host.frame.get_by_role("heading", name="Results").wait_for()


def more(host, server, report, name):
    show(host, server, "search_documents", CALL)
    host.frame.get_by_role("button", name="Show more").click()
    host.frame.locator("#hits > li:nth-child(4)").wait_for()
    call = host.wait("message.params?.arguments?.cursor")["params"]["arguments"]
    report.check(f"{name}: gets more of the same", (call["query"], call["limit"]) == ("heavy parrot", 3), call)


def text_alone(host, server, report, name):
    """Some clients leave out the structured content."""
    titles = [hit["title"] for hit in show(host, server, "search_documents", {"query": "tea"}, text_alone=True)["hits"]]
    host.frame.locator("#hits > li").filter(has_text="Sencha is steamed.").wait_for()
    shown = host.frame.locator("#hits > li").get_by_role("heading").all_inner_texts()
    report.check(f"{name}: the text of a result suffices", shown == titles, shown)
    found = server.call("search_documents", {"query": "Varnholm"})["structuredContent"]["hits"][0]
    show(host, server, "find_similar_documents", {"id": found["id"]})
    title = host.frame.get_by_role("heading", name="Similar to")
    title.wait_for()
    report.check(
        f"{name}: says what it found is similar to", str(found["id"]) in title.inner_text(), title.inner_text()
    )


def without_tools(window, server, report, view):
    name = "search, without tools"
    with framed(window, server, name, view, capabilities={}) as host:
        show(host, server, "search_documents", CALL)
        host.frame.locator("#hits > li").first.wait_for()
        report.check(f"{name}: nothing to press", host.frame.get_by_role("button").count() == 0)
        report.check(f"{name}: and nothing to type into", host.frame.get_by_role("searchbox").count() == 0)


def colours(window, server, report, view):
    """The colours of a client, in the form that MCP Apps advises: both schemes in one."""
    variables = {
        "--color-background-primary": "light-dark(#ffffff, #171717)",
        "--color-background-secondary": "light-dark(#f4f4f0, #0d0d0d)",
        "--color-text-primary": "light-dark(#171717, #fafafa)",
        "--color-text-secondary": "light-dark(#555555, #b0b0b0)",
        "--color-border-primary": None,
    }
    name = "search, the client's colours"
    context = {"theme": "dark", "styles": {"variables": variables}}
    with framed(window, server, name, view, context=context) as host:
        show(host, server, "search_documents", CALL)
        host.frame.locator("#hits > li").first.wait_for()
        document = host.page.frames[1]
        for theme in ["dark", "light", "dark"]:
            host.send(method="ui/notifications/host-context-changed", params={"theme": theme})
            host.frame.locator(f"html[data-theme={theme}]").wait_for()
            bright = looks.brightness(document)
            report.check(f"{name}: {theme} as it is", bright < 40 if theme == "dark" else bright > 220, bright)
            count, low = looks.contrast(document)
            report.check(f"{name}: can be read in {theme}", count > 10 and not low, (count, low))
