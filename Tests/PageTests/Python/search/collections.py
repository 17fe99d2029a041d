"""Collections: which one is searched, and how it is."""

import data
from search.page import ADDRESS, DOCUMENTS, Search

SHOWN_BY_DEFAULT = ["search_documents", "get_document", "count_documents", "find_similar_documents"]


def collections(window, report):
    with window.tab("collections") as page:
        search = Search(page)
        about = page.locator("#collection details")
        about.locator("summary").click()
        about.get_by_text("all-MiniLM-L6-v2").wait_for()
        shown = about.inner_text()
        size = f"of {len(DOCUMENTS)} documents"
        report.check("the collection's size is told", size in shown and "MB" in shown, shown)
        report.check("and its index", "hnsw" in shown, shown)
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


def without_collections(window, report):
    with window.tab("default toolset") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=SHOWN_BY_DEFAULT))
        search = Search(page)
        search.ask("parrot")
        about = page.locator("#collection details").count()
        report.check("without the tools for it, there is nothing to ask", about == 0)
        report.check("and all else is there", search.hits.count() > 1)
