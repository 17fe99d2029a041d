"""The keyboard alone, a screen reader, little room, both schemes of colours; and documents that mean harm."""

import data
import looks
import voice
from search.page import Search


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
        made = page.locator("main img:not([role]), main b, main script").count()
        report.check("nothing of it became elements", made == 0, made)
        report.check("nothing of it ran", page.evaluate("window.hacked === undefined"))
        page.keyboard.press("Escape")
        # What turns the direction of text around must not reach beyond its own element.
        inverted = search.hits.filter(has_text="other way")
        label = inverted.get_by_role("button", name="Find similar")
        report.check("text that runs the other way stays in its place", label.inner_text() == "Find similar")
        report.check("it stands in an element of its own", inverted.locator("h3 bdi").count() == 1)


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
