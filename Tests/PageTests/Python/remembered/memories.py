"""The view `memories` as a page: banks, search with the parts of scores, one memory with its history."""

import data
from remembered.look import everybody, focused

ADDRESS = "/views/memories"


def empty(window, report):
    with window.tab("memories, nothing stored") as page:
        page.goto(ADDRESS)
        page.locator(".note").wait_for()
        shown = page.locator(".note").inner_text()
        report.check("where nothing is stored, it says how to", "agent-memory call store_memory" in shown, shown)


def run(window, server, report):
    banks(window, report)
    searching(window, report)
    filters(window, report)
    one(window, server, report)
    keyboard(window, report)
    with window.tab("memories, everybody") as page:
        open_bank(page)
        page.locator("#filter summary").click()
        ask(page, "Where does the lighthouse burn?")
        everybody(page, "found memories", report)
        page.get_by_role("button", name="Sentence 0").click()
        page.locator("article mark").wait_for()
        everybody(page, "a memory", report)


def open_bank(page, name="default"):
    page.goto(ADDRESS)
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("heading", name="Memories", level=2).wait_for()


def ask(page, query):
    """Gives a query and waits for its answer."""
    with page.expect_response(
        lambda one: one.url.endswith("/search_memories") and one.request.post_data_json["query"] == query
    ):
        page.get_by_role("searchbox").fill(query)
    page.locator("#results:not([aria-busy])").wait_for()


def banks(window, report):
    with window.tab("banks") as page:
        page.goto(ADDRESS)
        page.get_by_role("heading", name="Banks").wait_for()
        rows = page.locator("#hits > li").all_inner_texts()
        report.check("the banks are shown", len(rows) == 2, rows)
        report.check("with their counts", "5 believed" in rows[0] and "321 turns" in rows[0], rows)
        report.check("the one that is meant without a name is told", "none is named" in rows[0], rows)
        page.get_by_role("button", name="work", exact=True).click()
        page.get_by_role("heading", name="Memories", level=2).wait_for()
        report.check("a bank shows its memories", page.locator("#hits > li").count() == 8)
        report.check("and has an address", page.url.endswith("#bank=work"), page.url)
        page.reload()
        page.get_by_role("heading", name="Memories", level=2).wait_for()
        report.check("which opens it", page.locator("#hits > li").count() == 8)
        page.get_by_role("button", name="All banks").click()
        page.get_by_role("heading", name="Banks").wait_for()
        ask(page, "Mara")
        told = page.get_by_role("status").inner_text()
        report.check("from there all banks are searched", "in 2 banks" in told, told)
        shown = page.locator("#hits .about").all_inner_texts()
        report.check("each hit tells its bank", any("work" in line for line in shown), shown)


def searching(window, report):
    with window.tab("searching memories") as page:
        open_bank(page)
        ask(page, "Which parrot lives in the mountains?")
        hit = page.locator("#hits > li").first
        report.check("the best is first", "The kea" in hit.inner_text(), hit.inner_text())
        score = float(hit.locator(".score span").inner_text())
        parts = [float(text) for text in hit.locator(".parts b").all_inner_texts()]
        report.check("the parts add up to the score", len(parts) == 5 and abs(sum(parts) - score) < 0.01, parts)
        widths = [float(bar.get_attribute("width")) for bar in hit.locator(".score rect:not(.all)").all()]
        report.check("and are drawn", len(widths) == 5 and abs(sum(widths) - 100 * score) < 1, widths)
        marked = hit.locator("mark").all_inner_texts()
        report.check("the words of the question are marked", marked == ["parrot", "mountains"], marked)
        ask(page, "What burns green in Varnholm?")
        shown = page.locator("#hits .passage").first.inner_text()
        report.check("of a long one the passage is shown", "lighthouse of Varnholm" in shown, shown[:200])
        ask(page, "hostile")
        shown = page.locator("#hits").inner_text()
        report.check("hostile text stays text", data.HOSTILE in shown, shown[:300])
        report.check("nothing of it ran", page.evaluate("window.hacked === undefined"))
    with window.tab("memories, failing", expected_errors=["net::ERR_FAILED"]) as page:
        open_bank(page)
        page.route("**/search_memories", lambda route: route.abort())
        page.get_by_role("searchbox").fill("tea")
        page.get_by_role("alert").filter(has_text="does not answer").wait_for()
        page.unroute("**/search_memories")
        page.get_by_role("button", name="Try again").click()
        page.locator("#hits > li").first.wait_for()
        report.check("a failure is told, and can be tried again", page.get_by_role("alert").count() == 0)
    with window.tab("memories without their tools") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=[]))
        page.goto(ADDRESS)
        page.get_by_role("alert").filter(has_text="TOOLSETS").wait_for()
        report.check("a server without the tools says so", page.get_by_role("searchbox").count() == 0)


def filters(window, report):
    with window.tab("filters of memories") as page:
        open_bank(page)
        hits = page.locator("#hits > li")
        page.locator("#filter summary").click()
        page.get_by_label("procedure").check()
        hits.filter(has_text="kea").wait_for(state="detached")
        report.check("a kind can be chosen", hits.count() == 1, hits.all_inner_texts())
        page.get_by_label("procedure").uncheck()
        page.get_by_label("Before (UTC)").fill("2021-01-01")
        hits.filter(has_text="Tuesday").wait_for(state="detached")
        report.check("and a time", "kea" in hits.first.inner_text() and hits.count() == 1, hits.all_inner_texts())
        ask(page, "parrot tea")
        report.check("which holds for a search, too", hits.count() == 1, hits.all_inner_texts())
        report.check("a search knows no order", not page.get_by_label("Order").is_visible())
        page.get_by_label("Before (UTC)").fill("")
        page.get_by_label("As believed on (UTC)").fill("2001-01-01")
        page.locator(".note").wait_for()
        report.check("what was believed long ago is nothing", "No memory matches" in page.locator(".note").inner_text())


def one(window, server, report):
    with window.tab("a memory") as page:
        open_bank(page)
        text = page.get_by_role("region", name="Text")
        page.get_by_role("button", name="Mara drinks").click()
        text.wait_for()
        shown = page.locator("article").inner_text()
        report.check("it shows its facts", all(part in shown for part in ["5 of 10", "place", "kitchen"]), shown)
        link = page.get_by_role("link", name="Its conversation").get_attribute("href")
        report.check("it leads to its conversation", link == "/views/session#bank=default&session=talk", link)

        # The answer to what opened it comes while somebody edits it already.
        page.keyboard.press("Escape")
        page.route("**/get_memory", lambda route: (page.wait_for_timeout(500), route.continue_()))
        page.get_by_role("button", name="Mara drinks").click()
        text.wait_for()
        page.keyboard.press("e")
        box = page.get_by_label("The text")
        box.fill("Mara drinks")
        with page.expect_response("**/get_memory"):
            pass
        page.locator("article:not([aria-busy])").wait_for()
        report.check("what is being typed stays", box.input_value() == "Mara drinks", box.input_value())
        page.unroute("**/get_memory")
        box.fill("Mara drinks black tea in the morning.")
        page.get_by_role("button", name="It was wrong").click()
        page.get_by_role("status").filter(has_text="Corrected").wait_for()
        report.check("it can be corrected", "black" in text.inner_text(), text.inner_text())
        report.check("its former text is in its history", "green tea" in page.locator(".history").inner_text())
        page.keyboard.press("u")
        page.get_by_role("status").filter(has_text="Undone").wait_for()
        report.check("which can be undone", "green" in text.inner_text(), text.inner_text())

        page.keyboard.press("f")
        page.get_by_role("status").filter(has_text="Forgotten").wait_for()
        report.check("it can be forgotten", "Not believed any more" in page.locator("article").inner_text())
        page.keyboard.press("r")
        page.get_by_role("status").filter(has_text="Believed again").wait_for()
        report.check("and restored", "Not believed" not in page.locator("article").inner_text())

        page.keyboard.press("e")
        page.get_by_label("The text").fill("Mara drinks water in the morning.")
        page.get_by_role("button", name="It has changed").click()
        page.get_by_role("status").filter(has_text="Superseded").wait_for()
        report.check("it can be superseded", "water" in text.inner_text(), text.inner_text())
        page.get_by_role("button", name="Undo").click()
        page.get_by_role("status").filter(has_text="Undone").wait_for()
        report.check("which can be undone, too", "green" in text.inner_text(), text.inner_text())
        page.keyboard.press("e")
        page.keyboard.press("Escape")
        text.wait_for()
        report.check("an edit can be left", page.get_by_label("The text").count() == 0)
        page.keyboard.press("Escape")
        page.get_by_role("heading", name="Memories", level=2).wait_for()
        page.locator("#results:not([aria-busy])").wait_for()
        report.check("back in the list, the focus is on it", "green tea" in focused(page), focused(page))
        found = server.call("list_memories", {})["structuredContent"]["memories"]
        texts = sorted(memory["content"][:11] for memory in found)
        report.check("as before, it is believed once", texts.count("Mara drinks") == 1 and len(texts) == 5, texts)


def keyboard(window, report):
    with window.tab("memories by the keyboard alone") as page:
        page.goto(ADDRESS)
        page.get_by_role("heading", name="Banks").wait_for()
        page.keyboard.press("ArrowDown")
        report.check("arrow down goes to the first bank", focused(page) == "default", focused(page))
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Memories", level=2).wait_for()
        page.keyboard.press("/")
        report.check("/ goes to the box", focused(page) == "query", focused(page))
        with page.expect_response("**/search_memories"):
            page.keyboard.insert_text("parrot")
        page.locator("#results:not([aria-busy])").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.get_by_role("region", name="Text").wait_for()
        report.check("Enter opens a memory", "kea" in focused(page), focused(page))
        page.keyboard.press("Escape")
        report.check("Escape comes back to it", "kea" in focused(page), focused(page))
        page.keyboard.press("Escape")
        report.check("and to the box", focused(page) == "query", focused(page))
