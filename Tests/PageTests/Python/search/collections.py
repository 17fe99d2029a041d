"""Collections: which one is searched, and the view that tells how it is."""

import data
from search.access import check
from search.page import ADDRESS, DOCUMENTS, Search

STATE = "/views/collection"

SHOWN_BY_DEFAULT = ["search_documents", "get_document", "count_documents", "find_similar_documents"]


def collections(window, report):
    with window.tab("collections") as page:
        search = Search(page)
        report.check("where there is one, none is to be chosen", page.get_by_label("Collection").count() == 0)
        page.evaluate("bridge.call('create_collection', { name: 'notes', index: 'none' })")
        note = {"title": "A note", "content": "Parrots are mentioned here.", "collection": "notes"}
        page.evaluate("(note) => bridge.call('add_document', note)", note)
        page.reload()
        page.get_by_label("Collection").select_option("notes")
        page.get_by_text("1 document", exact=True).wait_for()
        search.ask("parrots")
        titles = search.hits.get_by_role("heading").all_inner_texts()
        report.check("another can be chosen and searched", titles == ["A note"], titles)
        search.open("A note")
        report.check("and its documents read", "mentioned" in page.get_by_role("region", name="Text").inner_text())
        page.keyboard.press("Escape")
        page.get_by_role("link", name="About the collection").click()
        page.get_by_role("heading", name="Collection notes").wait_for()
        report.check("and looked into", page.url.endswith(STATE + "#notes"), page.url)


def state(window, report):
    with window.tab("state of a collection", expected_errors=["ERR_FAILED"]) as page:
        page.goto(STATE)
        page.get_by_role("heading", name="Size").wait_for()
        shown = page.locator("main").inner_text()
        report.check("its size is told", f"{len(DOCUMENTS)}\ndocuments" in shown and "kB" in shown, shown)
        report.check("its index and its model", "hnsw" in shown and "all-MiniLM-L6-v2" in shown, shown)
        page.get_by_role("button", name="Measure recall").click()
        page.get_by_role("table").first.wait_for()
        report.check("the measurement has the focus", page.evaluate("document.activeElement.textContent") == "Recall")
        check(page, "the state", report)
        page.get_by_label("Collection").select_option("notes")
        page.get_by_role("heading", name="Collection notes").wait_for()
        report.check("another can be chosen", "1\ndocument\n" in page.locator("main").inner_text())
        page.reload()
        page.get_by_role("heading", name="Collection notes").wait_for()
        chosen = page.get_by_label("Collection").input_value()
        report.check("and stays after a reload", chosen == "notes", chosen)
        page.route("**/describe_collection", lambda route: route.abort())
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name="Read again").click()
        told = page.get_by_role("status").filter(has_text="does not answer")
        told.wait_for()
        report.check(
            "a failure is told of, and what was shown stays", "1\ndocument\n" in page.locator("main").inner_text()
        )


def without_collections(window, report):
    with window.tab("default toolset") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=SHOWN_BY_DEFAULT))
        search = Search(page)
        search.ask("parrot")
        about = page.get_by_role("link", name="About the collection").count()
        report.check("without the tools for it, there is nothing to ask", about == 0)
        report.check("and all else is there", search.hits.count() > 1)
        data.change(page, STATE, lambda value: value.update(tools=SHOWN_BY_DEFAULT))
        page.goto(STATE)
        told = page.get_by_role("alert").inner_text()
        report.check("and the view says which tools it needs", "TOOLSETS=documents,collections" in told, told)
