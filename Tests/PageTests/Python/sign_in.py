"""A server that asks for tokens: a person signs in, uses the page and signs out."""

import data
import looks
import voice
from browser import open_tool


def run(window, tool, report):
    with window.tab("signing in", expected_errors=["status of 401", "status of 403"]) as page:
        page.goto("/")
        token = page.get_by_label("Token")
        report.check("the page asks for a token", token.count() == 1, page.content())
        report.check("it tells nothing of the server's inside", page.locator("details").count() == 0)
        refused = page.evaluate(
            f"fetch('/api/v1/tools/{tool}', {{ method: 'POST', body: '{{\"query\": \"x\"}}',"
            " headers: { 'Content-Type': 'application/json' } }).then((answer) => answer.status)"
        )
        report.check("no tool can be called before", refused == 401, refused)
        report.check("the field for the token has the focus", token.evaluate("(one) => one === document.activeElement"))
        report.check("every control has a name", not voice.nameless(page), voice.tree(page))

        page.keyboard.type("not " + window.token)
        page.keyboard.press("Enter")
        alert = page.get_by_role("alert")
        alert.filter(has_text="token").wait_for()
        report.check("a wrong token is told of", page.get_by_label("Token").get_attribute("aria-invalid") == "true")
        report.check("and sets no cookie", page.context.cookies() == [], page.context.cookies())
        for scheme in ["light", "dark"]:
            page.emulate_media(color_scheme=scheme)
            _, low = looks.contrast(page)
            report.check(f"contrast suffices in {scheme}", not low, low)

        page.get_by_label("Token").fill(window.token)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Tools").wait_for()
        report.check("the right token leads to the page", page.url == window.origin + "/", page.url)
        cookies = page.context.cookies()
        kinds = [(cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies]
        report.check(
            "one cookie, which scripts cannot read and other sites do not send", kinds == [(True, "Strict")], cookies
        )
        report.check("no script sees the token", page.evaluate("document.cookie") == "")

        form = open_tool(page, tool).get_by_role("form")
        form.get_by_label("query").fill("parrots")
        page.keyboard.press("Enter")
        form.get_by_role("region").wait_for()
        report.check("tools can be called then", True)

        views = data.read(page.content())["views"]
        page.get_by_role("button", name="Sign out").click()
        page.get_by_label("Token").wait_for()
        report.check("after signing out the page asks again", page.context.cookies() == [], page.context.cookies())
        for view in views:
            page.goto(f"/views/{view['name']}")
            report.check(f"so does the view {view['name']}", page.get_by_label("Token").count() == 1)
