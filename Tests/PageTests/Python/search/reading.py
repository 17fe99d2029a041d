"""Documents: their texts with their passages, and those that are similar."""

import looks
from search.page import Search

_IN_VIEW = "(one) => { const { top, bottom } = one.getBoundingClientRect(); return bottom > 0 && top < innerHeight; }"


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
        report.check("the nearest is first", titles[0] == "The kakapo", titles)
        report.check("and itself is not there", "The kea" not in titles, titles)
        page.keyboard.press("Escape")
        search.hit("The kea").wait_for()
        report.check("Escape goes back to the search", page.get_by_role("heading", name="Similar").count() == 0)
