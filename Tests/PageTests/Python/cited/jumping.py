"""From a citation to the characters that it cites."""

import looks
from cited.page import Ask
from cited.stored import FERRY, FIRING, HARBOUR, KILN, LIGHTHOUSE
from search.reading import _IN_VIEW


def run(window, server, report):
    with window.tab("jumping") as page:
        ask = Ask(page)
        for question in [FIRING, LIGHTHOUSE, HARBOUR, "Where does the mirror of Avalon hang?",
                         "For how many days is gyokuro shaded?"]:  # fmt: skip
            exact(page, ask, server, question, report)
        report.check("the page stays narrow beside a line without end", looks.overflow(page) <= 0)
    characters(window, report)
    long_text(window, report)
    small(window, report)
    changed(window, server, report)


def exact(page, ask, server, question, report):
    """Each citation opens with its quote highlighted, to the last character and at its place."""
    answer = ask.ask(question)
    report.check(f"{question}: is answered", answer["citations"] and not answer["abstained"], answer)
    for cited in answer["citations"]:
        ask.open(cited["number"])
        page.locator("#source mark").wait_for()
        report.check(f"{question}: what is cited is highlighted", ask.marked == [cited["quote"]], ask.marked)
        start = cited["range"]["start"]
        offset = max(0, start - 5_000)
        before = ask.text.evaluate(
            """(text) => {
              const range = document.createRange();
              range.setStart(text, 0);
              range.setEndBefore(text.querySelector("mark"));
              return range.toString();
            }"""
        )
        part = {"id": cited["source_id"], "offset": offset, "length": start - offset}
        stands = server.call("get_source", part)["structuredContent"]["content"]
        report.check(f"{question}: at its place", before == stands, (before[-80:], stands[-80:]))
        report.check(f"{question}: and in view", page.locator("#source mark").evaluate(_IN_VIEW))
        current = page.locator("#answer [aria-current=true]").all_inner_texts()
        report.check(f"{question}: which one is open is told", len(current) == 2, current)


def characters(window, report):
    """What takes several units of UTF-16, and what takes several characters to be seen as one."""
    with window.tab("characters") as page:
        ask = Ask(page)
        answer = ask.ask(FIRING)
        quote = answer["citations"][0]["quote"]
        for kind, text in [("a family", "\U0001f469\u200d\U0001f692"), ("an accent", "e\u0301"),
                           ("a flag", "\U0001f1f3\U0001f1f4"), ("a line of Windows", "\r\n")]:  # fmt: skip
            report.check(f"the quote has {kind}", text in quote, quote)
        ask.open(1)
        report.check("and so has what is highlighted", ask.marked == [quote], ask.marked)
        report.check("the text is shown as it is stored", ask.text.text_content() == KILN)


def long_text(window, report):
    with window.tab("a long source") as page:
        ask = Ask(page)
        quote = ask.ask(LIGHTHOUSE)["citations"][0]["quote"]
        ask.open(1)
        length = len(ask.text.text_content())
        report.check("a part of it is read", 5_000 < length <= 20_000, length)
        told = page.locator("#source").get_by_role("status").inner_text()
        report.check("which one is told", told.startswith("Characters ") and " of " in told, told)
        page.get_by_role("button", name="Later text").click()
        page.get_by_text("Characters", exact=False).filter(has_not_text=told).first.wait_for()
        page.locator("#source:not([aria-busy])").wait_for()
        report.check("the next follows", ask.marked == [], ask.marked)
        page.get_by_role("button", name="Earlier text").click()
        page.locator("#source mark").wait_for()
        report.check("and the one before is there again", ask.marked == [quote], ask.marked)


def small(window, report):
    with window.tab("a small screen", width=320) as page:
        ask = Ask(page)
        quote = ask.ask(LIGHTHOUSE)["citations"][0]["quote"]
        report.check("an answer fits 320 pixels", looks.overflow(page) <= 0, looks.overflow(page))
        ask.open(1)
        report.check("the source takes the place of the answer", not page.locator("#answer").is_visible())
        report.check("with what is cited in view", page.locator("#source mark").evaluate(_IN_VIEW))
        report.check("highlighted", ask.marked == [quote], ask.marked)
        report.check("a source fits 320 pixels", looks.overflow(page) <= 0, looks.overflow(page))
        page.get_by_role("button", name="Back").click()
        report.check("and the answer comes back, with the focus where it was", ask.focused == "1", ask.focused)


def changed(window, server, report):
    """A source that changes after the answer, moves its words, or is gone."""
    brief = {"key": "brief", "title": "Brief"}
    text = server.call("get_source", {"key": "brief"})["structuredContent"]["content"]
    with window.tab("a source that changes", expected_errors=["status of 422", "status of 404"]) as page:
        ask = Ask(page)
        quote = ask.ask(FERRY)["citations"][0]["quote"]
        server.call("add_document", {**brief, "content": "\U0001f6a2 Ahoy. " + text})
        ask.open(1)
        told = page.locator("#source .waiting").inner_text()
        report.check("what has moved is found", ask.marked == [quote] and "another place" in told, (ask.marked, told))
        server.call("add_document", {**brief, "content": "The ferry is out of service until May, they say."})
        ask.open(1)
        page.locator("#source .waiting").filter(has_text="not there any more").wait_for()
        report.check("what is gone is not highlighted elsewhere", ask.marked == [], ask.marked)
        server.call("delete_source", {"key": "brief"})
        ask.marks.first.click()
        page.locator("#source").get_by_role("alert").wait_for()
        report.check("a source that is gone is told of", ask.text.count() == 0)
        page.keyboard.press("Escape")
        report.check("and can be left", ask.focused == "1", ask.focused)
    server.call("add_document", {**brief, "content": text})
