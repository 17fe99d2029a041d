"""The page `/`: what the server is, its checks, its tools, and a form to try each tool that only reads."""

import json

import data
import looks
import voice
from browser import open_tool, tool

STATES = ["ok", "warning", "failed", "skipped"]


def run(window, report):
    contents(window, report)
    states(window, report)
    arguments(window, report)
    trying(window, report)
    hostile(window, report)
    keyboard(window, report)
    reader(window, report)
    for scheme in ["light", "dark"]:
        colors(window, report, scheme)
    narrow(window, report)
    views(window, report)


def contents(window, report):
    with window.tab("page") as page:
        response = page.goto("/")
        value = data.read(response.text())
        server = value["server"]
        report.check("it says what the server is", page.get_by_role("heading", level=1).inner_text() == server["title"])
        text = page.locator("body").inner_text()
        for part in [server["name"], server["version"], *server["instructions"].splitlines()]:
            report.check(f"it says {part!r}", part in text)
        link = page.get_by_role("link", name="OpenAPI").get_attribute("href")
        document = page.request.get(link).json()
        report.check("it leads to the description of its API", document["openapi"].startswith("3.1"), link)
        report.check("the server tells of its checks", value["checks"], value["checks"])
        for check in value["checks"]:
            row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=check["name"], exact=True))
            shown = row.inner_text()
            parts = [check["status"], check["text"], *check.get("remedy", "").splitlines()]
            report.check(f"check {check['name']} is shown", all(part in shown for part in parts), shown)
        report.check("the server tells of its tools", value["tools"], value["tools"])
        for one in value["tools"]:
            shown = open_tool(page, one["name"]).inner_text()
            known = one["inputSchema"]["properties"]
            parts = [one["description"], *known, *(schema["description"] for schema in known.values())]
            report.check(f"tool {one['name']} is shown with its arguments", all(part in shown for part in parts), shown)
            reads = one["annotations"]["readOnlyHint"]
            forms = tool(page, one["name"]).get_by_role("form").count()
            report.check(f"tool {one['name']} {'can' if reads else 'cannot'} be tried", forms == (1 if reads else 0))
        policy = response.headers.get("content-security-policy", "")
        for part in ["default-src 'none'", "script-src 'sha256-", "style-src 'sha256-", "frame-ancestors 'none'"]:
            report.check(f"the policy says {part}", part in policy, policy)
        report.check("the policy makes no exceptions", "unsafe" not in policy and "*" not in policy, policy)


def states(window, report):
    def edit(value):
        value["checks"] = [
            {"name": f"the {state} one", "status": state, "text": f"It is {state}.", "remedy": f"Mend {state}."}
            for state in STATES
        ]

    with window.tab("states of checks") as page:
        data.change(page, "/", edit)
        page.goto("/")
        shown = [row.split() for row in page.locator("main li").all_inner_texts()]
        wanted = [f"{state} the {state} one It is {state}. Mend {state}.".split() for state in STATES]
        report.check("each state is said in words, with its remedy", shown[:4] == wanted, shown)
        report.check("how many need attention is said", page.get_by_text("2 of 4 checks need attention").count() == 1)


def arguments(window, report):
    """The control of every kind of argument, and what is sent for it."""
    properties = {
        "text": {"type": "string", "minLength": 2, "maxLength": 9, "default": "so"},
        "whole": {"type": "integer", "minimum": 1, "maximum": 2147483647, "default": 10},
        "real": {"type": "number", "minimum": 0, "maximum": 1},
        "flag": {"type": "boolean", "default": True},
        "choice": {"type": "string", "enum": ["near", "far"]},
        "lines": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "numbers": {"type": "array", "items": {"type": "integer"}},
        "object": {"type": "object"},
        "untouched": {"type": ["string", "null"]},
    }
    required = ["text", "whole"]

    def edit(value):
        schema = {"type": "object", "properties": properties, "required": required}
        value["tools"] = [
            {"name": "sample", "description": "A sample.", "inputSchema": schema, "annotations": {"readOnlyHint": True}}
        ]

    sent = []

    def answer(route):
        sent.append(route.request.post_data_json)
        route.fulfill(json={"answered": len(sent)})

    with window.tab("arguments") as page:
        data.change(page, "/", edit)
        page.route("**/api/v1/tools/sample", answer)
        page.goto("/")
        form = open_tool(page, "sample").get_by_role("form")
        shown = form.inner_text()
        for part in [
            'text, 2 to 9 characters, required, default "so"',
            "integer, 1 to 2,147,483,647, required, default 10",
            "number, 0 to 1",
            "true or false, default true",
            "one of near, far",
            "list of text, at most 3 items",
        ]:
            report.check(f"an argument is described as {part!r}", part in shown, shown)
        run_button = form.get_by_role("button")
        run_button.click()
        report.check("what is required must be given", not sent, sent)
        form.get_by_label("text").fill("four")
        form.get_by_label("whole").fill("0")
        run_button.click()
        report.check("what is out of range is not sent", not sent, sent)
        form.get_by_label("whole").fill("7")
        form.get_by_label("object").fill("{not JSON")
        run_button.click()
        status = form.get_by_role("status")
        status.get_by_text("object: expected JSON").wait_for()
        report.check("what is not JSON is not sent", not sent, sent)
        form.get_by_label("object").fill('{"source": ["a", 1, null]}')
        form.get_by_label("real").fill("0.25")
        form.get_by_label("flag").select_option("false")
        form.get_by_label("choice").select_option("far")
        form.get_by_label("lines").fill("one\n\ntwo, still two\n")
        form.get_by_label("numbers").fill("1\n20")
        run_button.click()
        form.get_by_role("region").wait_for()
        wanted = {
            "text": "four", "whole": 7, "real": 0.25, "flag": False, "choice": "far",
            "lines": ["one", "two, still two"], "numbers": [1, 20], "object": {"source": ["a", 1, None]},
        }  # fmt: skip
        report.check("what is given is sent with its type, and nothing else", sent == [wanted], sent)


def trying(window, report):
    """A real call, a refused one, and what a document of another's holds."""
    with window.tab("trying a tool", expected_errors=["status of 4"]) as page:
        page.goto("/")
        document = {"content": f"The kea is a parrot of the mountains. {data.HOSTILE}"}
        stored = page.evaluate("(document) => bridge.call('add_document', document)", document)
        form = open_tool(page, "search_documents").get_by_role("form")
        form.get_by_label("query").fill("Which parrot lives in the mountains?")
        form.get_by_label("limit").fill("1")
        form.get_by_role("button").click()
        result = form.get_by_role("region", name="Result of search_documents")
        result.wait_for()
        hits = json.loads(result.inner_text())["hits"]
        report.check("the result is shown as JSON", [hit["id"] for hit in hits] == [stored["id"]], hits)
        report.check("hostile text in a result stays text", data.HOSTILE in hits[0]["content"], hits)
        report.check("nothing of it ran", page.evaluate("window.hacked === undefined"))
        report.check("the end is told to screen readers", "Answered in" in form.get_by_role("status").inner_text())

        form = open_tool(page, "get_document").get_by_role("form")
        form.get_by_label("id").fill("2147483647")
        form.get_by_role("button").click()
        status = form.get_by_role("status")
        status.get_by_text("2147483647").wait_for()
        report.check("a failure is shown with its reason", form.get_by_role("region").count() == 0, status.inner_text())
        page.evaluate("(id) => bridge.call('delete_document', { id })", stored["id"])


def hostile(window, report):
    def edit(value):
        def spoil(one):
            if isinstance(one, dict):
                return {key: part if key in ("status", "type") else spoil(part) for key, part in one.items()}
            if isinstance(one, list):
                return [spoil(part) for part in one]
            return one + data.HOSTILE if isinstance(one, str) else one

        value["views"] = [{"name": "search", "title": "Search"}]
        value.update(spoil(value))
        for path in ["endpoint", "api"]:
            value["server"].pop(path, None)

    with window.tab("hostile data") as page:
        data.change(page, "/", edit)
        page.goto("/")
        for summary in page.locator("summary").all():
            summary.click()
        report.check(
            "every text of the data stays text", page.locator("img, b, script:not(head *, body > script)").count() == 0
        )
        report.check("it is shown as it is", page.get_by_role("heading", level=1).inner_text().endswith(data.HOSTILE))
        report.check("nothing of it ran", page.evaluate("window.hacked === undefined"))


def keyboard(window, report):
    with window.tab("keyboard alone") as page:
        page.goto("/")

        def tab_until(reached, limit=100):
            for _ in range(limit):
                page.keyboard.press("Tab")
                if page.evaluate(f"(() => {{ const at = document.activeElement; return {reached}; }})()"):
                    return True
            return False

        report.check(
            "Tab reaches a tool", tab_until("at.tagName === 'SUMMARY' && at.textContent.startsWith('search_documents')")
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        report.check("where the focus is can be seen", outline not in ("none", ""), outline)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        report.check("Tab goes to its first argument", page.evaluate("document.activeElement.name") == "query")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        report.check("and is seen there", outline not in ("none", ""), outline)
        page.keyboard.type("parrots")
        page.keyboard.press("Tab")
        report.check("then to the next", page.evaluate("document.activeElement.name") == "mode")
        page.keyboard.press("Tab")
        report.check("and to the one after", page.evaluate("document.activeElement.name") == "limit")
        page.keyboard.type("3")
        page.keyboard.press("Enter")
        page.get_by_role("region", name="Result of search_documents").wait_for()
        report.check("Enter sends the form", True)
        report.check("the focus stays where it was", page.evaluate("document.activeElement.name") == "limit")
        report.check("Tab reaches the result", tab_until("at.tagName === 'PRE'", 10))


def reader(window, report):
    with window.tab("screen reader") as page:
        page.goto("/")
        for summary in page.locator("summary").all():
            summary.click()
        nameless = voice.nameless(page)
        report.check("every control has a name", not nameless, nameless)
        roles = voice.roles(page)
        for role in ["banner", "main", "status", "form", "spinbutton", "textbox"]:
            report.check(f"there is a {role}", role in roles, sorted(set(roles)))
        report.check("there is one main part", roles.count("main") == 1)
        levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]))")
        steps = [later - earlier for earlier, later in zip(levels, levels[1:])]
        report.check(
            "no level of heading is left out", levels[0] == 1 and levels.count(1) == 1 and max(steps) <= 1, levels
        )
        report.check("the language is said", page.evaluate("document.documentElement.lang") == "en")
        query = tool(page, "search_documents").get_by_label("query")
        hint = query.evaluate("(one) => document.getElementById(one.getAttribute('aria-describedby')).textContent")
        report.check("an argument is explained", len(hint) > 10, hint)


def colors(window, report, scheme):
    with window.tab(f"colours, {scheme}", color_scheme=scheme) as page:
        page.goto("/")
        for summary in page.locator("summary").all():
            summary.click()
        bright = looks.brightness(page)
        report.check(f"the page is {scheme}", bright > 200 if scheme == "light" else bright < 60, bright)
        count, low = looks.contrast(page)
        report.check(f"contrast suffices in {scheme}", count > 50 and not low, (count, low))
        other = "dark" if scheme == "light" else "light"
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", other)
        bright = looks.brightness(page)
        report.check(f"data-theme wins over {scheme}", bright < 60 if scheme == "light" else bright > 200, bright)


def narrow(window, report):
    with window.tab("narrow", width=320) as page:
        page.goto("/")
        for summary in page.locator("summary").all():
            summary.click()
        report.check("it fits 320 pixels", looks.overflow(page) <= 0, looks.overflow(page))


def views(window, report):
    with window.tab("views") as page:
        value = data.read(page.goto("/").text())
        for view in value["views"]:
            page.goto("/")
            page.get_by_role("link", name=view["title"], exact=True).click()
            report.check(f"view {view['name']} opens", page.url.endswith(f"/views/{view['name']}"), page.url)
