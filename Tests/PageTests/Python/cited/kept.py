"""What is kept of a question: ratings, the way to the answer, and the sessions."""

import data
from cited.page import Ask
from cited.stored import FERRY, FIRING
from remembered.look import everybody, focused


def run(window, server, report):
    rating(window, server, report)
    trace(window, server, report)
    trace_alone(window, report)
    sessions(window, server, report)


def rating(window, server, report):
    with window.tab("rating") as page:
        ask = Ask(page, "#session=rated")
        answer = ask.ask(FIRING)
        group = page.get_by_role("group", name="Rating")
        group.get_by_label("Why").fill("Good enough.")
        group.get_by_role("button", name="Rate 4 of 5").click()
        group.get_by_text("Rated 4 of 5.").wait_for()
        kept = server.call("get_query", {"id": answer["query_id"]})["structuredContent"]
        found = (kept["query"]["rating"], kept["rating_comment"])
        report.check("an answer is rated", found == (4, "Good enough."), found)
        pressed = group.locator("[aria-pressed=true]").all_inner_texts()
        report.check("and that is shown", pressed == ["4"], pressed)
        page.get_by_role("link", name="How was it found?").click()
        page.get_by_role("group", name="Rating").wait_for()
        pressed = page.locator("[aria-pressed=true]").all_inner_texts()
        why = page.get_by_label("Why").input_value()
        report.check("beside the way to it, too", (pressed, why) == (["4"], "Good enough."), (pressed, why))


def trace(window, server, report):
    asked = server.call("rag_query", {"query": FIRING, "session_id": "traced"})["structuredContent"]
    kept = server.call("get_query", {"id": asked["query_id"]})["structuredContent"]
    with window.tab("the way to an answer") as page:
        page.goto(f"/views/trace#query={asked['query_id']}")
        page.locator(".trace").wait_for()
        report.check("the focus is on the question", focused(page) == FIRING, focused(page))
        candidates = page.locator(".trace ol > li")
        shown = [text.split()[0] for text in candidates.all_inner_texts()]
        wanted = [str(one["rank"]) for one in kept["trace"]["candidates"]][:10]
        report.check("the candidates are listed by rank", shown == wanted, (shown, wanted))
        candidates.first.filter(has_text="Kiln handbook").wait_for()
        label = candidates.first.get_by_role("img").get_attribute("aria-label")
        figures = [float(word) for word in label.replace(":", "").split() if word[0].isdigit()]
        report.check("the parts of a score add up", abs(figures[0] - sum(figures[1:])) < 0.011, label)
        report.check("what was cited is told", "cited as 1" in candidates.first.inner_text())
        times = page.locator(".trace > .legend").first.inner_text()
        report.check("and how long each step took", "search" in times and "ms" in times, times)
        page.locator("#answer blockquote").first.wait_for()
        quotes = page.locator("#answer blockquote").all_text_contents()
        wanted = [one["quote"] for one in asked["citations"]]
        report.check("what it cites is read again", quotes == wanted, quotes)
        page.locator("#answer .said .cite").first.click()
        page.locator("#source mark").wait_for()
        marked = page.locator("#source mark").all_text_contents()
        report.check("and highlighted", marked == wanted[:1], marked)
        everybody(page, "the way to an answer", report)
        page.keyboard.press("Escape")
        candidates.first.get_by_role("button").click()
        page.locator("#source mark").wait_for()
        first = kept["trace"]["candidates"][0]
        length = len(page.locator("#source mark").text_content())
        report.check("a candidate opens at its place", length == first["end"] - first["start"], length)


def trace_alone(window, report):
    with window.tab("traces by their ids", expected_errors=["status of 422", "status of 404"]) as page:
        page.goto("/views/trace")
        page.locator(".note").filter(has_text="by its id").wait_for()
        page.get_by_role("spinbutton", name="Question").fill("999999")
        page.keyboard.press("Enter")
        page.get_by_role("alert").filter(has_text="999999").wait_for()
        report.check("a question that is not there is told of", page.locator(".trace").count() == 0)
    with window.tab("traces without their tool") as page:
        data.change(page, "/views/trace", lambda value: value.update(tools=["rag_query"]))
        page.goto("/views/trace#query=1")
        page.get_by_role("alert").filter(has_text="TOOLSETS").wait_for()
        report.check("a server without traces says so", page.get_by_role("button").count() == 0)


def sessions(window, server, report):
    for _ in range(2):
        server.call("rag_query", {"query": FERRY, "session_id": data.HOSTILE})
    with window.tab("sessions") as page:
        page.goto("/views/sessions")
        hits = page.locator("#hits > li")
        hits.first.wait_for()
        first = hits.first.inner_text()
        report.check("the last used is first", data.HOSTILE in first and "2 questions" in first, first)
        everybody(page, "sessions", report)
        page.get_by_role("button", name=data.HOSTILE).click()
        page.get_by_role("link", name=FERRY).first.wait_for()
        report.check("one opens with its questions", hits.count() == 2, hits.all_inner_texts())
        report.check("with the focus on its title", focused(page) == data.HOSTILE, focused(page))
        everybody(page, "questions", report)
        address = page.url
        page.keyboard.press("Escape")
        page.get_by_role("button", name="traced").wait_for()
        report.check("Escape comes back to all of them", page.url.endswith("/views/sessions"), page.url)
        report.check("nothing hostile ran", page.evaluate("window.hacked === undefined"))
        page.goto(address)
        page.reload()
        page.get_by_role("link", name="Ask in this session").click()
        page.get_by_label("Session").wait_for()
        session = page.get_by_label("Session").input_value()
        report.check("a session can be gone on with", session == data.HOSTILE, session)
        page.goto(address)
        page.get_by_role("link", name=FERRY).first.click()
        page.locator(".trace").wait_for()
        report.check("a question leads to its trace", page.locator("#answer h2").inner_text() == FERRY)
    with window.tab("sessions without their tool") as page:
        data.change(page, "/views/sessions", lambda value: value.update(tools=["rag_query"]))
        page.goto("/views/sessions")
        page.get_by_role("alert").filter(has_text="TOOLSETS").wait_for()
        report.check("a server without sessions says so", page.get_by_role("button").count() == 0)
