"""The view `search` of vector-store, over a collection that is empty at first."""

import json

import data
import looks
import voice

ADDRESS = "/views/search"
TOOL = "**/api/v1/tools/search_documents"

LONG = " ".join(f"Sentence {number} tells of rivers, stones and weather." for number in range(400))
DOCUMENTS = [
    {"key": "birds/kea.md", "title": "The kea", "content": "The kea is a parrot of the mountains. It solves puzzles.",
     "metadata": {"kind": "bird", "year": 2020, "tame": False}},
    {"key": "birds/kakapo.md", "title": "The kakapo", "content": "The kakapo is a heavy parrot that cannot fly.",
     "metadata": {"kind": "bird", "year": 2021}},
    {"title": "Tea", "content": "Sencha is steamed.", "metadata": {"kind": "tea", "year": 2021, "$odd": "x"}},
    {"title": data.HOSTILE, "content": f"A hostile parrot. {data.HOSTILE}", "metadata": {data.HOSTILE: data.HOSTILE}},
    {"title": "\u202edetrevni\u202c", "content": "\u202eA parrot whose text runs the other way. \u05d0\u05d1"},
    {"title": "Rivers", "content": f"{LONG} The lighthouse of Varnholm burns green. {LONG}"},
    # A megabyte, of which the model sees few words.
    {"title": "Wide", "content": ("Gyokuro is shaded." + " " * 19_000) * 52},
]  # fmt: skip


def run(window, report):
    empty(window, report)
    for part in [
        typing, stale, builder, language, reading, long_text, similar, more, keyboard, hostile, failures, reader, narrow,
        without_tool,
    ]:  # fmt: skip
        part(window, report)
    for scheme in ["light", "dark"]:
        colors(window, report, scheme)


class Search:
    """The view in a tab, as somebody sees it."""

    def __init__(self, page):
        self.page = page
        self.sent = []
        page.on("request", lambda request: self._note(request))
        page.goto(ADDRESS)
        self.box = page.get_by_role("searchbox")
        self.hits = page.locator("#hits > li")
        self.note = page.locator(".note")

    def _note(self, request):
        if request.url.endswith("/search_documents"):
            self.sent.append(request.post_data_json)

    def ask(self, query):
        """Types a query and waits for its answer."""
        with self.page.expect_response(lambda response: self._is_answer(response, query)):
            self.box.fill(query)
        self.page.locator("#results:not([aria-busy])").wait_for()

    @staticmethod
    def _is_answer(response, query):
        return response.url.endswith("/search_documents") and response.request.post_data_json["query"] == query

    def hit(self, title):
        return self.hits.filter(has=self.page.get_by_role("button", name=title, exact=True))

    def open(self, title):
        self.hit(title).get_by_role("button", name=title, exact=True).click()
        self.page.get_by_role("region", name="Text").wait_for()

    @property
    def focused(self):
        return self.page.evaluate("document.activeElement.textContent || document.activeElement.id")


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


def builder(window, report):
    with window.tab("filter builder") as page:
        search = Search(page)
        search.ask("parrot")
        page.locator("summary").click()
        add = page.get_by_role("button", name="Add a condition")
        add.click()
        page.keyboard.type("kind")
        page.get_by_label("Value").fill("bird")
        as_json = page.get_by_label("The filter as JSON")
        report.check("a condition is shown as JSON", json.loads(as_json.input_value()) == {"kind": "bird"})
        add.click()
        page.get_by_label("Name").nth(1).fill("year")
        page.get_by_label("Operator").nth(1).select_option("is at least")
        page.get_by_label("Value").nth(1).fill("2021")
        wanted = {"kind": "bird", "year": {"$gte": 2021}}
        report.check("two are one filter", json.loads(as_json.input_value()) == wanted, as_json.input_value())
        search.hit("The kea").wait_for(state="detached")
        report.check("it is searched with", search.sent[-1]["filter"] == wanted, search.sent[-1])
        page.locator("summary").get_by_text("1 document").wait_for()
        report.check("how many documents fit is said", search.hits.count() == 1)
        page.get_by_role("button", name="Remove the condition").nth(1).click()
        search.hit("The kea").wait_for()
        report.check("a condition can be removed", search.sent[-1]["filter"] == {"kind": "bird"}, search.sent[-1])
        for operator, text, value in [
            ("is one of", "bird, 7, tea", {"$in": ["bird", 7, "tea"]}),
            ("is not", '"7"', {"$ne": "7"}),
            ("exists", "", {"$exists": True}),
            ("exists", "false", {"$exists": False}),
            ("contains", "ir", {"$contains": "ir"}),
            ("is", "true", True),
        ]:
            page.get_by_label("Operator").select_option(operator)
            page.get_by_label("Value").fill(text)
            made = json.loads(as_json.input_value())
            report.check(f"{operator} {text!r} is {value}", made == {"kind": value}, made)
        search.note.filter(has_text="fits the filter").wait_for()
        page.get_by_role("button", name="Remove the filter").click()
        search.hit("The kea").wait_for()
        report.check("without hits, the filter can be removed", as_json.input_value() == "")
        search.hit("The kakapo").get_by_role("button", name="year: 2021").click()
        search.hit("The kea").wait_for(state="detached")
        report.check("a fact of a hit becomes a condition", search.sent[-1]["filter"] == {"year": 2021}, search.sent[-1])


def language(window, report):
    with window.tab("filter language", expected_errors=["status of 422"]) as page:
        search = Search(page)
        page.locator("summary").click()
        as_json = page.get_by_label("The filter as JSON")
        as_json.fill('{"year": {"$gt": 2019, "$lt": 2021}, "kind": {"$in": ["bird"]}}')
        rows = page.get_by_label("Operator").evaluate_all("(all) => all.map((one) => one.value)")
        report.check("JSON becomes conditions", rows == ["$gt", "$lt", "$in"], rows)
        typed = {"$or": [{"kind": "tea"}, {"$title": {"$contains": "kea"}}]}
        as_json.fill(json.dumps(typed))
        report.check("what rows cannot show is left to JSON", page.get_by_label("Name").count() == 0)
        search.ask("anything")
        titles = set(search.hits.get_by_role("heading").all_inner_texts())
        report.check("all of the language can be typed", titles == {"The kea", "Tea"}, titles)
        count = len(search.sent)
        as_json.fill('{"kind": ')
        page.locator("#filter-problem").filter(has_text="no JSON yet").wait_for()
        report.check("what is no JSON is told of", as_json.get_attribute("aria-invalid") == "true")
        as_json.fill("[1]")
        report.check("and what is no object", "object" in page.locator("#filter-problem").inner_text())
        as_json.fill('{"year": {"$gt": [1]}}')
        search.note.filter(has_text="filter.year.$gt").wait_for()
        report.check("neither is sent", [one["filter"] for one in search.sent[count:]] == [{"year": {"$gt": [1]}}])


def reading(window, report):
    with window.tab("reading") as page:
        search = Search(page)
        search.ask("What burns green in Varnholm?")
        hit = search.hit("Rivers")
        report.check("the hit shows the passage that matched", "Varnholm" in hit.locator(".passage").inner_text())
        report.check("and sentences around it", hit.locator(".passage .muted").count() == 2)
        search.open("Rivers")
        text = page.get_by_role("region", name="Text")
        report.check("the document is shown with its text", "Sentence 399" in text.inner_text())
        marked = text.locator("mark").all_inner_texts()
        report.check("its passage is marked", "Varnholm" in "".join(marked), marked)
        status = page.locator("#document").get_by_role("status")
        shown = status.inner_text().split()
        report.check("and numbered", shown[0] == "Passage" and int(shown[1]) < int(shown[3]), shown)
        report.check("what is marked can be seen", text.locator("mark").first.evaluate(_IN_VIEW))
        page.get_by_role("button", name="Next passage").click()
        report.check("the next passage can be gone to", status.inner_text().split()[1] == str(int(shown[1]) + 1))
        report.check("with the focus where it was", search.focused == "Next passage", search.focused)
        page.get_by_role("button", name="Back").click()
        report.check("back at the hits, the focus is where it was", search.focused == "Rivers", search.focused)
        report.check("and the hits are there", search.hits.count() > 1)


_IN_VIEW = "(one) => { const { top, bottom } = one.getBoundingClientRect(); return bottom > 0 && top < innerHeight; }"


def long_text(window, report):
    with window.tab("a megabyte") as page:
        search = Search(page)
        search.ask("gyokuro shaded")
        search.open("Wide")
        text = page.get_by_role("region", name="Text")
        length = len(text.text_content())
        report.check("a stretch of it is shown", 10_000 < length <= 60_100, length)
        page.get_by_role("button", name="Later text").click()
        page.get_by_role("button", name="Earlier text").wait_for()
        report.check("and the next on request", "Gyokuro" in text.inner_text())
        report.check("the page stays narrow", looks.overflow(page) <= 0)


def similar(window, report):
    with window.tab("similar documents") as page:
        search = Search(page)
        search.ask("kea")
        search.hit("The kea").get_by_role("button", name="Find similar").click()
        page.get_by_role("heading", name="Similar to The kea").wait_for()
        titles = search.hits.get_by_role("heading").all_inner_texts()
        report.check("the nearest is first, and itself is not there", titles[0] == "The kakapo" and "The kea" not in titles)
        page.keyboard.press("Escape")
        search.hit("The kea").wait_for()
        report.check("Escape goes back to the search", page.get_by_role("heading", name="Similar").count() == 0)


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
        report.check("with the focus on its first hit", page.evaluate("document.activeElement.closest('h3')?.id") == ids[2])


def keyboard(window, report):
    with window.tab("keyboard alone") as page:
        search = Search(page)
        page.keyboard.type("parrot")
        search.hits.first.wait_for()
        page.locator("#results:not([aria-busy])").wait_for()
        titles = search.hits.get_by_role("heading").all_inner_texts()
        page.keyboard.press("ArrowDown")
        report.check("arrow down goes to the first hit", search.focused == titles[0], search.focused)
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        report.check("where the focus is can be seen", outline not in ("none", ""), outline)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        report.check("and up again", search.focused == titles[1], search.focused)
        page.keyboard.press("Enter")
        page.get_by_role("region", name="Text").wait_for()
        report.check("Enter opens it, with the focus on its title", search.focused == titles[1], search.focused)
        page.keyboard.press("Escape")
        report.check("Escape comes back to the hit", search.focused == titles[1], search.focused)
        page.keyboard.press("/")
        report.check("/ goes to the box", search.focused == "query", search.focused)
        page.keyboard.type("sencha")
        search.hit("Tea").wait_for()
        report.check("whose text is replaced", search.box.input_value() == "sencha", search.box.input_value())
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        report.check("Tab reaches the filter, and Enter opens it", page.locator("#filter[open]").count() == 1)


def hostile(window, report):
    with window.tab("hostile documents") as page:
        search = Search(page)
        search.ask("parrot")
        shown = search.hits.get_by_role("heading").all_inner_texts()
        report.check("hostile titles stay text", data.HOSTILE in shown, shown)
        search.open(data.HOSTILE)
        report.check("hostile text stays text", data.HOSTILE in page.get_by_role("region", name="Text").inner_text())
        report.check("nothing of it became elements", page.locator("main img:not([role]), main b, main script").count() == 0)
        report.check("nothing of it ran", page.evaluate("window.hacked === undefined"))
        page.keyboard.press("Escape")
        # What turns the direction of text around must not reach beyond its own element.
        inverted = search.hits.filter(has_text="other way")
        label = inverted.get_by_role("button", name="Find similar")
        report.check("text that runs the other way stays in its place", label.inner_text() == "Find similar")
        report.check("it stands in an element of its own", inverted.locator("h3 bdi").count() == 1)


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


def everything(search):
    """Shows as much as fits on one page."""
    search.page.locator("summary").click()
    search.page.get_by_role("button", name="Add a condition").click()
    search.ask("parrot")


def reader(window, report):
    with window.tab("screen reader") as page:
        search = Search(page)
        everything(search)
        nameless = voice.nameless(page)
        report.check("every control has a name", not nameless, nameless)
        roles = voice.roles(page)
        for role in ["banner", "main", "search", "searchbox", "combobox", "status", "list", "listitem", "heading"]:
            report.check(f"there is a {role}", role in roles, sorted(set(roles)))
        search.open("The kea")
        nameless = voice.nameless(page)
        report.check("every control of a document has a name", not nameless, nameless)
        levels = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3')].filter((one) => one.checkVisibility())"
            ".map((one) => Number(one.tagName[1]))"
        )
        report.check("no level of heading is left out", levels == [1, 2], levels)


def narrow(window, report):
    with window.tab("narrow", width=320) as page:
        search = Search(page)
        everything(search)
        report.check("it fits 320 pixels", looks.overflow(page) <= 0, looks.overflow(page))
        search.open(data.HOSTILE)
        report.check("and so does a document", looks.overflow(page) <= 0, looks.overflow(page))


def colors(window, report, scheme):
    with window.tab(f"colours, {scheme}", color_scheme=scheme) as page:
        search = Search(page)
        everything(search)
        count, low = looks.contrast(page)
        report.check(f"contrast suffices in {scheme}", count > 40 and not low, (count, low))
        bright = looks.brightness(page)
        report.check(f"the page is {scheme}", bright > 200 if scheme == "light" else bright < 60, bright)
        search.ask("What burns green in Varnholm?")
        search.open("Rivers")
        _, low = looks.contrast(page)
        report.check(f"and of a document in {scheme}", not low, low)
