"""Opens the pages of a running server in Chromium, as a person would who has a mouse, a keyboard or a screen reader.

Usage: drive.py [--token TOKEN [--tool NAME] | --search] URL

URL is the origin of the server; a server that asks for tokens knows TOKEN, and has a tool
that searches, search_documents or the one named. With --search, its view `search` is opened,
and its collection is empty. Prints one line of JSON for each check,
{"check", "ok", "detail"}; the exit status is 0 when all held.
"""

import argparse
import sys

from playwright.sync_api import sync_playwright

import browser
import frame
import front
import search
import sign_in
from report import Report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--token")
    parser.add_argument("--tool", default="search_documents")
    parser.add_argument("--search", action="store_true")
    parser.add_argument("url")
    options = parser.parse_args()
    report = Report()
    with sync_playwright() as playwright, browser.launch(playwright) as chromium:
        window = browser.Window(chromium, options.url.rstrip("/"), options.token, report)
        if options.token:
            sign_in.run(window, options.tool, report)
        elif options.search:
            search.run(window, report)
        else:
            front.run(window, report)
            frame.run(window, report)
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
