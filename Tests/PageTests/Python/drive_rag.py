"""Opens the views of a running rag in Chromium, as pages and in the frame of a client of MCP Apps.

Usage: drive_rag.py [--model] URL

URL is the origin of a server with all toolsets, whose database is empty. With --model, its answers are written by the
model of the test, and only what that changes is looked at. Prints one line of JSON for each check,
{"check", "ok", "detail"}; the exit status is 0 when all held.
"""

import argparse
import sys

from playwright.sync_api import sync_playwright

import browser
import cited
from apps.server import connection
from report import Report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", action="store_true")
    parser.add_argument("url")
    options = parser.parse_args()
    origin = options.url.rstrip("/")
    report = Report()
    with report.part("the client"), connection(origin + "/mcp") as server:
        with sync_playwright() as playwright, browser.launch(playwright) as chromium:
            run = cited.written if options.model else cited.run
            run(browser.Window(chromium, origin, None, report), server, report)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
