"""The view `session` as a page: which conversations there are, and what was said in one."""

import data
from remembered.look import everybody, focused

ADDRESS = "/views/session"


def run(window, report):
    with window.tab("conversations") as page:
        page.goto(ADDRESS)
        page.get_by_role("button", name="A talk").wait_for()
        shown = page.locator("#hits").inner_text()
        report.check("conversations are listed", "320 turns" in shown and data.HOSTILE in shown, shown)
        everybody(page, "conversations", report)
        page.get_by_role("button", name="A talk").click()
        turns = page.locator("#turns > li:not(.day, .gap)")
        turns.first.wait_for()
        first = turns.first.inner_text()
        report.check("one opens at its beginning", first.startswith("Mara") and "Turn 0" in first, first)
        report.check("with the focus on its title", focused(page) == "A talk", focused(page))
        later(page, turns, report)
        values(page, report)
        everybody(page, "a conversation", report)
    with window.tab("a conversation from an address") as page:
        page.goto(ADDRESS + "#bank=default&session=talk")
        page.locator("#turns > li").first.wait_for()
        inside(page, report)
    with window.tab("what was said, without the keyboard's help") as page:
        page.goto(ADDRESS)
        page.get_by_role("button", name="A talk").wait_for()
        with page.expect_response("**/search_conversations"):
            page.get_by_role("searchbox").fill("hostile script")
        page.locator("#hits .score").first.wait_for()
        report.check("all conversations can be searched", "320 turns" not in page.locator("#hits").inner_text())
        report.check("nothing hostile ran", page.evaluate("window.hacked === undefined"))
    with window.tab("conversations without their tools") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=[]))
        page.goto(ADDRESS)
        page.get_by_role("alert").filter(has_text="TOOLSETS").wait_for()
        report.check("a server without conversations says so", page.get_by_role("button").count() == 0)


def later(page, turns, report):
    days = page.locator("#turns h3")
    report.check("its days are told", days.all_inner_texts() == ["2026-03-01"], days.all_inner_texts())
    page.get_by_role("button", name="Later turns").click()
    page.locator("#turn-199").wait_for()
    report.check("later turns follow", turns.count() == 200, turns.count())
    report.check("and their day", days.all_inner_texts() == ["2026-03-01", "2026-03-04"], days.all_inner_texts())
    pauses = page.locator("#turns > .gap").all_inner_texts()
    report.check("a pause is told", pauses == ["3 days later"], pauses)


def values(page, report):
    page.get_by_text("Working memory: 1 value").click()
    row = page.get_by_role("row").nth(1).inner_text()
    report.check("the values of the session are shown", "draft" in row and '"step": 3' in row, row)


def inside(page, report):
    page.keyboard.press("/")
    with page.expect_response("**/search_conversations"):
        # At once, so that there is one search.
        page.keyboard.insert_text("lighthouse green")
    hit = page.locator("#hits > li").first
    hit.filter(has_text="turn 230").wait_for()
    report.check("a conversation can be searched", "burns green" in hit.inner_text(), hit.inner_text())
    score = float(hit.locator(".score span").inner_text())
    parts = [float(text) for text in hit.locator(".parts b").all_inner_texts()]
    report.check("the parts of a score add up", abs(sum(parts) - score) < 0.01, (parts, score))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#turn-230").wait_for()
    report.check("a hit leads to its turn", "Turn 230" in focused(page), focused(page)[:100])
    first = page.locator("#turns > li:not(.day, .gap)").first
    report.check("with what came before", first.get_attribute("id") == "turn-220", first.get_attribute("id"))
    page.get_by_role("button", name="Earlier turns").click()
    page.locator("#turn-120").wait_for()
    report.check("earlier turns come before it", first.get_attribute("id") == "turn-120", first.get_attribute("id"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="A talk").wait_for()
    report.check("Escape leads to all conversations", page.url.endswith("#bank=default"), page.url)
