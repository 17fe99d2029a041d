"""Asking: results as one types, more of them, and what stands there where there are none."""

import data
from search.page import ADDRESS, DOCUMENTS, TOOL, Search


def empty(window, report):
    with window.tab("empty collection") as page:
        search = Search(page)
        search.note.filter(has_text="is empty").wait_for()
        report.check("an empty collection says how to fill it", "add_document" in search.note.inner_text())
        search.ask("parrot")
        report.check("and nothing is found in it", "No document matches" in search.note.inner_text())
        for document in DOCUMENTS:
            page.evaluate("(document) => bridge.call('add_document', document)", document)
        search.box.fill("")
        search.note.filter(has_text="Ask a question").wait_for()
        report.check("without a query it says what to type", "In quotes" in search.note.inner_text())


def typing(window, report):
    with window.tab("typing") as page:
        search = Search(page)
        page.get_by_text(f"{len(DOCUMENTS)} documents").wait_for()
        report.check("the box has the focus", search.focused == "query")
        page.keyboard.type("Which parrot solves puzzles?", delay=5)
        search.hit("The kea").wait_for()
        page.locator("#results:not([aria-busy])").wait_for()
        report.check("not every key is a request", len(search.sent) < 10, search.sent)
        first = search.hits.first
        report.check("the best hit is first", "The kea" in first.inner_text(), first.inner_text())
        marked = first.locator("mark").all_inner_texts()
        report.check("the words that matched are marked", marked == ["parrot", "solves", "puzzles"], marked)
        label = first.get_by_role("img").get_attribute("aria-label")
        figures = [float(word) for word in label.replace(":", "").split() if word[0].isdigit()]
        report.check("the parts of the score are told", abs(figures[0] - sum(figures[1:])) < 0.011, label)
        widths = [float(first.locator(f"rect.{part}").get_attribute("width")) for part in ["vector", "keyword"]]
        report.check("and drawn as one bar", abs(sum(widths) - 100 * figures[0]) < 1.1, (widths, label))
        report.check("what each word has added is told", "puzzl 0." in first.inner_text(), first.inner_text())
        facts = page.get_by_role("status").inner_text()
        report.check("how they were reached is told", "exact" in facts and "ms" in facts, facts)
        page.get_by_label("What to compare").select_option("vector")
        search.hits.first.locator("[aria-label*='by meaning']").wait_for()
        page.locator("[aria-label*='by words']").first.wait_for(state="detached")
        report.check("by meaning alone, words add nothing", search.sent[-1]["mode"] == "vector", search.sent[-1])


def stale(window, report):
    with window.tab("stale answers") as page:
        search = Search(page)
        held = []

        def hold(route):
            held.append(route) if route.request.post_data_json["query"] == "sencha" else route.continue_()

        page.route(TOOL, hold)
        with page.expect_request(TOOL):
            search.box.fill("sencha")
        page.get_by_text("Searching …").wait_for()
        report.check("while it searches, it says so", page.locator("#results[aria-busy=true]").count() == 1)
        search.ask("kakapo")
        try:
            held[0].continue_()
        except Exception as error:  # The page has given it up, which is as good.
            report.check("an answer that is no longer wanted is given up", "closed" in str(error).lower() or error)
        search.ask("kakapo parrot")
        titles = search.hits.get_by_role("heading").all_inner_texts()
        report.check("the answer to what stands in the box is shown", titles[0] == "The kakapo", titles)


def more(window, report):
    with window.tab("more hits") as page:
        search = Search(page)
        page.route(TOOL, lambda route: route.continue_(post_data={**route.request.post_data_json, "limit": 2}))
        search.ask("parrot")
        report.check("a page of hits is shown", search.hits.count() == 2)
        page.get_by_role("button", name="Show more").click()
        search.hits.nth(3).wait_for()
        ids = search.hits.get_by_role("heading").evaluate_all("(all) => all.map((one) => one.id)")
        report.check("the next page follows it", len(set(ids)) == 4, ids)
        focused = page.evaluate("document.activeElement.closest('h3')?.id")
        report.check("with the focus on its first hit", focused == ids[2], focused)


def failures(window, report):
    with window.tab("failures", expected_errors=["net::ERR_FAILED"]) as page:
        search = Search(page)
        page.route(TOOL, lambda route: route.abort())
        search.box.fill("parrot")
        alert = page.get_by_role("alert").filter(has_text="does not answer")
        alert.wait_for()
        report.check("a server that is gone is told of", search.hits.count() == 0)
        page.unroute(TOOL)
        page.get_by_role("button", name="Try again").click()
        search.hits.first.wait_for()
        report.check("and can be tried again", alert.count() == 0)


def without_tool(window, report):
    with window.tab("a toolset without search") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=["fetch"]))
        page.goto(ADDRESS)
        page.get_by_role("alert").filter(has_text="TOOLSETS").wait_for()
        report.check("a server that shows no search says so", page.get_by_role("searchbox").count() == 0)
