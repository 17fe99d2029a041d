"""Opens the views of a running agent-memory in Chromium, as pages and in the frame of a client of MCP Apps.

Usage: drive_memory.py URL

URL is the origin of a server with all toolsets, whose database is empty. Prints one line of JSON for each check,
{"check", "ok", "detail"}; the exit status is 0 when all held.
"""

import argparse
import sys

from playwright.sync_api import sync_playwright

import browser
import remembered
from apps.server import connection
from report import Report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    origin = parser.parse_args().url.rstrip("/")
    report = Report()
    with report.part("the client"), connection(origin + "/mcp") as server:
        with sync_playwright() as playwright, browser.launch(playwright) as chromium:
            remembered.run(browser.Window(chromium, origin, None, report), server, report)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
