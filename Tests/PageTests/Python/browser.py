"""Chromium, and tabs of it that notice what a page does wrong by itself."""

import contextlib
import shutil
import sys
import urllib.parse

NAMES = ["chromium", "chromium-browser", "google-chrome"]


def launch(playwright):
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        sys.exit("there is no Chromium on PATH; run scripts/setup-python")
    # Root has no sandbox, and containers have little shared memory.
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])


class Window:
    """Opens tabs, each with cookies of its own."""

    def __init__(self, chromium, origin, token, report):
        self.chromium = chromium
        self.origin = origin
        self.token = token
        self.report = report

    @contextlib.contextmanager
    def tab(self, name, width=1280, color_scheme="light", expected_errors=()):
        """A part of the scenario in a tab of its own. What the page logs as an error or asks of another origin, and
        what the part throws, are failed checks of its name."""
        context = self.chromium.new_context(
            base_url=self.origin, viewport={"width": width, "height": 900}, color_scheme=color_scheme
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        errors, strangers = [], []
        page.on("console", lambda line: line.type in ("error", "warning") and errors.append(line.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: self._is_own(request.url) or strangers.append(request.url))
        with self.report.part(name):
            yield page
            errors = [text for text in errors if not any(expected in text for expected in expected_errors)]
            self.report.check(f"{name}: no errors in the console", not errors, errors)
            self.report.check(f"{name}: asks nothing of other origins", not strangers, strangers)
        context.close()

    def _is_own(self, url):
        parts = urllib.parse.urlsplit(url)
        return parts.scheme in ("about", "data") or f"{parts.scheme}://{parts.netloc}" == self.origin


def open_tool(page, name):
    """Opens a tool's part of the page.
    Returns: the part."""
    part = tool(page, name)
    part.locator("summary").click()
    return part


def tool(page, name):
    return page.locator("details").filter(has=page.locator("summary").get_by_text(name, exact=True))
