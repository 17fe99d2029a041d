"""The view `review` as a page: conflicts and duplicates, each settled by one key."""

import data
from remembered.look import everybody, focused

ADDRESS = "/views/review"


def run(window, server, report):
    with window.tab("nothing to review") as page:
        page.goto(ADDRESS)
        page.get_by_role("heading", name="Nothing to review").wait_for()
        page.get_by_label("Bank").select_option("work")
        title = page.locator("#question")
        title.filter(has_text="contradict").wait_for()
        report.check("another bank can be chosen", page.url.endswith("#bank=work"), page.url)
        everybody(page, "a conflict", report)
    with window.tab("reviewing") as page:
        page.goto(ADDRESS + "#bank=work")
        title = page.locator("#question")
        title.filter(has_text="1 of 3 or more").wait_for()
        conflict(page, title, server, report)
        both(page, title, server, report)
        mouse(page, title, server, report)
        duplicate(page, title, server, report)
        end(page, title, server, report)
    with window.tab("a review without tools") as page:
        data.change(page, ADDRESS, lambda value: value.update(tools=["find_conflicts", "list_memory_banks"]))
        page.goto(ADDRESS + "#bank=work")
        page.locator(".sides").first.wait_for()
        report.check("who may not write can only look", page.get_by_role("button").count() == 0)


def believed(server, bank="work"):
    listed = server.call("list_memories", {"bank": bank})["structuredContent"]
    return sorted(memory["content"] for memory in listed["memories"])


def conflict(page, title, server, report):
    shown = page.locator(".sides li").all_inner_texts()
    report.check("both sides are shown", "Lisbon" in shown[0] and "Porto" in shown[1], shown)
    marked = page.locator(".sides mark").all_inner_texts()
    report.check("what differs is marked", marked == ["Lisbon", "Porto", "now"], marked)
    hints = page.locator("#item kbd").all_inner_texts()
    report.check("each key is told", hints == ["1", "2", "B", "S"], hints)
    keys = page.locator("#item [aria-keyshortcuts]").count()
    report.check("to a screen reader, too", keys == 4, keys)
    page.keyboard.press("2")
    title.filter(has_text="2 of 3").wait_for()
    report.check("one key keeps one", "Mara lives in Lisbon." not in believed(server), believed(server))
    report.check("the next has the focus", focused(page).startswith("2 of 3"), focused(page))
    told = page.get_by_role("status").inner_text()
    report.check("what was done is told", told.startswith("Kept memory") and "forgot" in told, told)
    page.keyboard.press("u")
    page.get_by_role("status").filter(has_text="Undone").wait_for()
    report.check("one key takes it back", "Mara lives in Lisbon." in believed(server), believed(server))
    page.keyboard.press("1")
    page.get_by_role("status").filter(has_text="Kept memory").wait_for()
    report.check("the other one can be kept", "Mara lives in Porto now." not in believed(server), believed(server))


def both(page, title, server, report):
    def open_pairs():
        found = server.call("find_conflicts", {"bank": "work"})["structuredContent"]["conflicts"]
        return sorted(pair["one"]["attribute"] for pair in found)

    page.keyboard.press("b")
    page.get_by_role("status").filter(has_text="not asked about again").wait_for()
    report.check("both can be kept", open_pairs() == ["pet"] and "the door" in str(believed(server)), open_pairs())
    page.keyboard.press("u")
    page.get_by_role("status").filter(has_text="Undone").wait_for()
    report.check("which can be taken back", open_pairs() == ["desk", "pet"], open_pairs())
    page.keyboard.press("s")
    page.get_by_role("status").filter(has_text="Skipped").wait_for()
    report.check("one can be skipped", open_pairs() == ["desk", "pet"], open_pairs())


def mouse(page, title, server, report):
    page.get_by_label("One key each").uncheck()
    title.click()
    page.keyboard.press("1")
    report.check("keys can be turned off", "Mara keeps a dog." in believed(server), believed(server))
    page.locator(".sides li").filter(has_text="a dog").get_by_role("button").click()
    page.get_by_role("status").filter(has_text="Kept memory").wait_for()
    report.check("a click does the same", "Mara keeps a cat." not in believed(server), believed(server))
    page.get_by_label("One key each").check()


def duplicate(page, title, server, report):
    title.filter(has_text="say the same").wait_for()
    everybody(page, "a duplicate", report)
    page.locator("#question").click()
    page.keyboard.press("1")
    page.get_by_role("heading", name="That was all").wait_for()
    texts = believed(server)
    report.check("duplicates become one", sum("backup" in text for text in texts) == 1, texts)
    told = page.get_by_role("status").inner_text()
    report.check("by a merge", "merged" in told, told)


def end(page, title, server, report):
    steps = page.locator("#done li")
    report.check("all that was done is listed", steps.count() == 4, steps.all_inner_texts())
    page.locator("#done summary").click()
    steps.filter(has_text="merged").get_by_role("button").click()
    page.get_by_role("status").filter(has_text="Undone").wait_for()
    texts = believed(server)
    report.check("each can be taken back", sum("backup" in text for text in texts) == 2, texts)
    title.filter(has_text="say the same").wait_for()
    page.keyboard.press("s")
    page.get_by_role("button", name="Look again").click()
    title.filter(has_text="1 of 1 or more").wait_for()
    report.check("what was skipped is asked again", "desk" in page.locator(".sides").inner_text())
