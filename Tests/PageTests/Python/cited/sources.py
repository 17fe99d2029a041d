"""The view `sources` as a page: which there are, one of them, and its end."""

import data
from cited.stored import SOURCES
from remembered.look import everybody, focused

ADDRESS = "/views/sources"


def run(window, server, report):
    listing(window, report)
    deleting(window, server, report)


def listing(window, report):
    with window.tab("sources") as page:
        page.goto(ADDRESS)
        hits = page.locator("#hits > li")
        hits.first.wait_for()
        report.check("the sources are listed", hits.count() == len(SOURCES), hits.all_inner_texts())
        report.check("hostile titles stay text", data.HOSTILE in page.locator("#hits").inner_text())
        everybody(page, "sources", report)
        box = page.get_by_role("searchbox")
        with page.expect_response("**/list_sources"):
            # At once, so that it is one request.
            box.fill("docs/")
        hits.nth(1).wait_for()
        hits.nth(2).wait_for(state="detached")
        report.check("what their keys begin with can be given", "Kiln" in hits.first.inner_text())
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        text = page.get_by_role("region", name="Text")
        text.wait_for()
        report.check("one opens with the keyboard", focused(page) == "Rivers", focused(page))
        page.get_by_role("button", name="Later text").click()
        page.get_by_role("button", name="Earlier text").wait_for()
        report.check("a long one is read in parts", len(text.text_content()) <= 20_000)
        everybody(page, "a source", report)
        page.keyboard.press("Escape")
        report.check("Escape comes back to the list", focused(page) == "Rivers" and text.count() == 0, focused(page))
        page.get_by_role("button", name="Kiln handbook").click()
        facts = page.get_by_role("region", name="About the source").inner_text()
        report.check("its facts are told", "handbook" in facts and "docs/kiln.md" in facts, facts)
        page.get_by_role("link", name="Ask this source").click()
        page.get_by_label("Only these sources").wait_for()
        report.check("it can be asked alone", page.get_by_label("Only these sources").input_value().isdigit())
        report.check("nothing hostile ran", page.evaluate("window.hacked === undefined"))
    with window.tab("sources without their tool") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=["rag_query"]))
        page.goto(ADDRESS)
        page.get_by_role("alert").filter(has_text="TOOLSETS").wait_for()
        report.check("a server without sources says so", page.get_by_role("searchbox").count() == 0)


def deleting(window, server, report):
    server.call("add_document", {"key": "doomed", "title": "Doomed", "content": "It goes."})
    with window.tab("deleting a source") as page:
        page.goto(ADDRESS)
        page.get_by_role("button", name="Doomed").click()
        page.get_by_role("button", name="Delete …").click()
        report.check("deleting is asked for again", focused(page) == "Keep it", focused(page))
        page.keyboard.press("Enter")
        report.check("and can be left", focused(page) == "Delete …", focused(page))
        there = server.call("list_sources", {"prefix": "doomed"})["structuredContent"]["sources"]
        report.check("which deletes nothing", len(there) == 1, there)
        page.get_by_role("button", name="Delete …").click()
        page.get_by_role("button", name="Delete for good").click()
        page.get_by_role("status").filter(has_text="Doomed is deleted").wait_for()
        there = server.call("list_sources", {"prefix": "doomed"})["structuredContent"]["sources"]
        report.check("or is done", there == [] and page.get_by_role("button", name="Doomed").count() == 0, there)
        report.check("with the focus on the box", focused(page) == "prefix", focused(page))
    with window.tab("reading alone") as page:
        data.change(page, ADDRESS, lambda value: value["tools"].remove("delete_source"))
        page.goto(ADDRESS)
        page.get_by_role("button", name="Wide").click()
        page.get_by_role("region", name="About the source").wait_for()
        report.check("who may only read is offered no deletion", page.get_by_text("Delete").count() == 0)
