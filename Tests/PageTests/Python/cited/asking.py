"""Questions and answers on the page `ask`: what is shown of them, and what they are asked of."""

import data
from cited.page import ADDRESS, Ask
from cited.stored import FERRY, FIRING, FOREIGN
from remembered.look import everybody

TOOL = "**/api/v1/tools/rag_query"


def empty(window, report):
    with window.tab("asking where nothing is stored") as page:
        page.goto("/")
        link = page.get_by_role("link", name="Ask", exact=True)
        report.check("the page of the server leads to it", link.get_attribute("href") == ADDRESS)
        ask = Ask(page)
        note = page.locator(".note")
        note.filter(has_text="no source yet").wait_for()
        report.check("where nothing is stored, it says how to", "rag call add_document" in note.inner_text())
        answer = ask.ask(FIRING)
        shown = page.locator("#answer").inner_text()
        report.check("nothing is answered from nothing", answer["abstained"] and "The sources do not say." in shown)


def run(window, server, report):
    answers(window, report)
    abstention(window, report)
    scope(window, server, report)
    waiting(window, report)
    failures(window, report)
    toolsets(window, report)
    keyboard(window, report)
    with window.tab("answers, everybody") as page:
        ask = Ask(page, "#session=everybody")
        ask.ask(FIRING)
        everybody(page, "an answer", report)
        ask.open(1)
        everybody(page, "a source beside an answer", report)


def answers(window, report):
    with window.tab("an answer") as page:
        ask = Ask(page)
        page.locator(".note").filter(has_text="Enter asks").wait_for()
        report.check("the question has the focus", ask.focused == "question", ask.focused)
        answer = ask.ask(FIRING)
        shown = page.locator("#answer .said").inner_text()
        for sentence in answer["sentences"]:
            words = " ".join(sentence["text"].split())
            report.check("its sentences are shown", words in " ".join(shown.split()), (words, shown))
        numbers = [number for sentence in answer["sentences"] for number in sentence["citations"]]
        report.check("with their numbers", [int(text) for text in ask.marks.all_inner_texts()] == numbers, numbers)
        first = ask.cited.first
        quotes = ask.cited.locator("blockquote").all_text_contents()
        report.check("each citation has its quote", quotes == [one["quote"] for one in answer["citations"]], quotes)
        told = first.inner_text()
        report.check("its source and headings", "Kiln handbook" in told and "Firing" in told and "›" in told, told)
        report.check("and its place", f"characters {answer['citations'][0]['range']['start']} to" in told, told)
        label = ask.marks.first.get_attribute("aria-label")
        report.check("a screen reader hears what a number cites", label == "Citation 1: Kiln handbook", label)
        told = ask.status.inner_text()
        report.check("how it was made is told", "in the words of the sources" in told and "best score" in told, told)


def abstention(window, report):
    with window.tab("no answer") as page:
        ask = Ask(page)
        ask.ask(FOREIGN)
        shown = page.locator("#answer .abstained").inner_text()
        report.check("that the sources do not say is told", shown.startswith("The sources do not say."), shown)
        report.check("and nothing is cited", ask.marks.count() + ask.cited.count() == 0)
        everybody(page, "no answer", report)


def scope(window, server, report):
    sources = server.call("list_sources", {"prefix": "brief"})["structuredContent"]["sources"]
    with window.tab("what is asked of") as page:
        ask = Ask(page)
        page.locator("#scope summary").click()
        page.get_by_label("Only these sources").fill("x")
        ask.box.fill(FERRY)
        ask.box.press("Enter")
        page.get_by_role("alert").filter(has_text="numbers, such as").wait_for()
        report.check("what is no id is told of", ask.focused == "ids" and not ask.sent, (ask.focused, ask.sent))
        page.get_by_label("Only these sources").fill(str(sources[0]["id"]))
        page.get_by_label("metadata").fill('{"kind": ')
        ask.box.press("Enter")
        page.get_by_role("alert").filter(has_text="no JSON yet").wait_for()
        report.check("and what is no filter", ask.focused == "filter" and not ask.sent, (ask.focused, ask.sent))
        page.get_by_label("metadata").fill('{"kind": {"$exists": false}}')
        page.get_by_label("Session").fill("a talk")
        ask.ask(FERRY)
        wanted = {
            "query": FERRY, "session_id": "a talk", "source_ids": [sources[0]["id"]],
            "filter": {"kind": {"$exists": False}},
        }  # fmt: skip
        report.check("it is asked as it was said", ask.sent == [wanted], ask.sent)
        told = page.locator("#scope summary").inner_text()
        report.check("and told in one line", "a talk · 1 source · filtered" in told, told)
        address = page.url
    with window.tab("an address") as page:
        ask = Ask(page, address.removeprefix(window.origin + ADDRESS))
        page.get_by_label("Session").wait_for()
        asked = [page.get_by_label("Session").input_value(), page.get_by_label("Only these").input_value()]
        report.check("the address keeps it", asked == ["a talk", str(sources[0]["id"])], asked)
        report.check("and asks nothing by itself", not ask.sent, ask.sent)


def waiting(window, report):
    with window.tab("a long wait") as page:
        ask = Ask(page)
        held = []
        page.route(TOOL, lambda route: held.append(route) if not held else route.continue_())
        with page.expect_request(TOOL):
            ask.box.fill(FERRY)
            ask.box.press("Enter")
        page.get_by_text("Looking for an answer …").wait_for()
        report.check("while it works, it says so", page.locator("#results[aria-busy=true]").count() == 1)
        with page.expect_event("requestfailed"):
            page.get_by_role("button", name="Stop").click()
        page.get_by_text("Stopped.").wait_for()
        report.check("and can be stopped", page.locator("#results[aria-busy]").count() == 0)
        ask.ask(FERRY)
        report.check("after which it answers again", page.get_by_role("button", name="Ask", exact=True).count() == 1)


def failures(window, report):
    with window.tab("a failure", expected_errors=["net::ERR_FAILED"]) as page:
        ask = Ask(page)
        page.route(TOOL, lambda route: route.abort())
        ask.box.fill(FERRY)
        ask.box.press("Enter")
        page.get_by_role("alert").filter(has_text="does not answer").wait_for()
        page.unroute(TOOL)
        page.get_by_role("button", name="Try again").click()
        page.locator("#answer h2").wait_for()
        report.check("a failure is told, and can be tried again", page.get_by_role("alert").count() == 0)


def toolsets(window, report):
    with window.tab("asking without its tool") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=[]))
        page.goto(ADDRESS)
        page.get_by_role("alert").filter(has_text="TOOLSETS").wait_for()
        report.check("a server without the tool says so", page.get_by_role("textbox").count() == 0)
    with window.tab("asking without sessions") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=["rag_query", "get_source"]))
        ask = Ask(page)
        ask.ask(FERRY)
        told = page.locator(".kept").inner_text()
        report.check("without sessions it says what would show the way", "toolset sessions" in told, told)
        report.check("and offers nothing of it", page.get_by_role("group", name="Rating").count() == 0)
    with window.tab("asking where no source can be read") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=["rag_query"]))
        ask = Ask(page)
        ask.ask(FERRY)
        report.check("what cannot be opened is no button", page.locator("#answer button").count() == 0)
        report.check("and is cited all the same", ask.marks.count() > 0)


def keyboard(window, report):
    with window.tab("asking with the keyboard alone") as page:
        ask = Ask(page)
        page.keyboard.type(FERRY)
        page.keyboard.press("Enter")
        page.locator("#answer h2").wait_for()
        page.keyboard.press("ArrowDown")
        report.check("arrow down goes to what is cited", "Brief" in ask.focused, ask.focused)
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        report.check("where the focus is can be seen", outline not in ("none", ""), outline)
        page.keyboard.press("Enter")
        ask.text.wait_for()
        report.check("Enter opens it, with the focus on its title", ask.focused == "Brief", ask.focused)
        page.keyboard.press("Escape")
        report.check("Escape comes back to what was cited", "1 Brief" == ask.focused, ask.focused)
        report.check("and closes the source", ask.text.count() == 0)
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Tab")
        report.check("the button to ask is next to the question", ask.focused == "Ask", ask.focused)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        report.check("and the numbers in the text can be gone to", ask.focused == "1", ask.focused)
        page.keyboard.press("Space")
        ask.text.wait_for()
        page.keyboard.press("Escape")
        report.check("and come back to", ask.focused == "1", ask.focused)
        page.keyboard.press("/")
        report.check("/ goes to the question", ask.focused == "question", ask.focused)
