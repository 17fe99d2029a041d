"""The filter: put together from conditions, and typed as JSON."""

import json

from search.page import Search


def builder(window, report):
    with window.tab("filter builder") as page:
        search = Search(page)
        search.ask("parrot")
        page.locator("#filter summary").click()
        add = page.get_by_role("button", name="Add a condition")
        add.click()
        page.keyboard.type("kind")
        page.get_by_label("Value").fill("bird")
        as_json = page.get_by_label("The filter as JSON")
        report.check("a condition is shown as JSON", json.loads(as_json.input_value()) == {"kind": "bird"})
        add.click()
        page.get_by_label("Name").nth(1).fill("year")
        page.get_by_label("Operator").nth(1).select_option("is at least")
        page.get_by_label("Value").nth(1).fill("2021")
        wanted = {"kind": "bird", "year": {"$gte": 2021}}
        report.check("two are one filter", json.loads(as_json.input_value()) == wanted, as_json.input_value())
        search.hit("The kea").wait_for(state="detached")
        report.check("it is searched with", search.sent[-1]["filter"] == wanted, search.sent[-1])
        page.locator("#filter summary").get_by_text("1 document").wait_for()
        report.check("how many documents fit is said", search.hits.count() == 1)
        page.get_by_role("button", name="Remove the condition").nth(1).click()
        search.hit("The kea").wait_for()
        report.check("a condition can be removed", search.sent[-1]["filter"] == {"kind": "bird"}, search.sent[-1])
        for operator, text, value in [
            ("is one of", "bird, 7, tea", {"$in": ["bird", 7, "tea"]}),
            ("is not", '"7"', {"$ne": "7"}),
            ("exists", "", {"$exists": True}),
            ("exists", "false", {"$exists": False}),
            ("contains", "ir", {"$contains": "ir"}),
            ("is", "true", True),
        ]:
            page.get_by_label("Operator").select_option(operator)
            page.get_by_label("Value").fill(text)
            made = json.loads(as_json.input_value())
            report.check(f"{operator} {text!r} is {value}", made == {"kind": value}, made)
        search.note.filter(has_text="fits the filter").wait_for()
        page.get_by_role("button", name="Remove the filter").click()
        search.hit("The kea").wait_for()
        report.check("without hits, the filter can be removed", as_json.input_value() == "")
        search.hit("The kakapo").get_by_role("button", name="year: 2021").click()
        search.hit("The kea").wait_for(state="detached")
        sent = search.sent[-1]["filter"]
        report.check("a fact of a hit becomes a condition", sent == {"year": 2021}, sent)


def language(window, report):
    # A search is given up for the next one, maybe while its body is on its way.
    with window.tab("filter language", expected_errors=["status of 422", "status of 400"]) as page:
        search = Search(page)
        page.locator("#filter summary").click()
        as_json = page.get_by_label("The filter as JSON")
        as_json.fill('{"year": {"$gt": 2019, "$lt": 2021}, "kind": {"$in": ["bird"]}}')
        rows = page.get_by_label("Operator").evaluate_all("(all) => all.map((one) => one.value)")
        report.check("JSON becomes conditions", rows == ["$gt", "$lt", "$in"], rows)
        typed = {"$or": [{"kind": "tea"}, {"$title": {"$contains": "kea"}}]}
        as_json.fill(json.dumps(typed))
        report.check("what rows cannot show is left to JSON", page.get_by_label("Name").count() == 0)
        search.ask("anything")
        titles = set(search.hits.get_by_role("heading").all_inner_texts())
        report.check("all of the language can be typed", titles == {"The kea", "Tea"}, titles)
        count = len(search.sent)
        as_json.fill('{"kind": ')
        page.locator("#filter-problem").filter(has_text="no JSON yet").wait_for()
        report.check("what is no JSON is told of", as_json.get_attribute("aria-invalid") == "true")
        as_json.fill("[1]")
        report.check("and what is no object", "object" in page.locator("#filter-problem").inner_text())
        as_json.fill('{"year": {"$gt": [1]}}')
        search.note.filter(has_text="filter.year.$gt").wait_for()
        report.check("neither is sent", [one["filter"] for one in search.sent[count:]] == [{"year": {"$gt": [1]}}])
