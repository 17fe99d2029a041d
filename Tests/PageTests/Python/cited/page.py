"""The view `ask` in a tab, as somebody sees it."""

from remembered.look import focused

ADDRESS = "/views/ask"


class Ask:
    def __init__(self, page, place=""):
        self.page = page
        self.sent = []
        page.on("request", self._note)
        page.goto(ADDRESS + place)
        self.box = page.get_by_role("textbox", name="Question", exact=True)
        self.status = page.locator("#facts")
        self.marks = page.locator("#answer .said .cite")
        self.cited = page.locator("#answer section[aria-label=Citations] li")
        self.text = page.get_by_role("region", name="Text")

    def _note(self, request):
        if request.url.endswith("/rag_query"):
            self.sent.append(request.post_data_json)

    def ask(self, question):
        """Gives a question and waits for its answer.
        Returns: the answer, as the server has given it."""
        with self.page.expect_response("**/rag_query") as response:
            self.box.fill(question)
            self.box.press("Enter")
        self.page.locator("#answer h2").wait_for()
        return response.value.json()

    def open(self, number):
        """Opens a citation from the text of the answer."""
        self.marks.filter(has_text=str(number)).first.click()
        self.text.wait_for()

    @property
    def marked(self):
        """What is highlighted in the source, to the last character."""
        return self.text.locator("mark").all_text_contents()

    @property
    def focused(self):
        return focused(self.page)
