"""The view `search` in a tab, and what is stored where it searches."""

import data

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
