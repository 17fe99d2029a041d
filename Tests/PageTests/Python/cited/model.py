"""Answers that a model writes: what the sources bear out, and what they do not."""

from cited.page import Ask
from cited.stored import FIRING, fill
from remembered.look import everybody


def run(window, server, report):
    fill(server)
    with window.tab("a model") as page:
        ask = Ask(page, "#session=written")
        answer = ask.ask(FIRING)
        report.check("the model has written it", answer["answered_by"] == "model", answer)
        told = ask.status.inner_text()
        report.check("which one is told", "written by scripted" in told, told)
        said = page.locator("#answer .said").inner_text()
        report.check("what the sources bear out is said", "1280" in said and "Polo" not in said, said)
        left = page.locator("#answer .unsupported").inner_text()
        report.check("what they do not stands apart", "Marco Polo" in left and "1280" not in left, left)
        ask.open(1)
        page.locator("#source mark").wait_for()
        report.check("what it rests on is highlighted", ask.marked == [answer["citations"][0]["quote"]], ask.marked)
        everybody(page, "an answer that a model wrote", report)
        page.keyboard.press("Escape")
        page.get_by_role("link", name="How was it found?").click()
        page.locator(".trace").wait_for()
        steps = page.locator(".trace > .legend").first.inner_text()
        report.check("its steps are told", all(step in steps for step in ["search", "context", "answer"]), steps)
        names = [line.split()[0] for line in steps.splitlines() if line.strip()]
        known = ["search", "context", "answer", "check"]
        report.check("in the order in which they were taken", [one for one in names if one in known] == known, names)
        facts = page.locator(".trace dl").inner_text()
        report.check("and its tokens", "100 tokens read, 20 tokens written" in facts, facts)
    with window.tab("a model that fails") as page:
        ask = Ask(page)
        answer = ask.ask(FIRING)
        notes = page.locator("#answer .notes").inner_text()
        report.check("that it gave no answer is told", "The model gave no answer" in notes, notes)
        report.check("and the sources are quoted", answer["answered_by"] == "extraction" and ask.marks.count() > 0)
