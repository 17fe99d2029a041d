"""The data of a page: read from its boot block, and given back changed."""

import json
import re

BLOCK = re.compile(r'(<script type="application/json" id="boot">)(.*?)(</script>)', re.DOTALL)

HOSTILE = "</script><script>window.hacked = true</script><img src=x onerror='window.hacked = true'><b>bold</b>"


def read(html):
    return json.loads(BLOCK.search(html)[2])


def replace(html, value):
    text = json.dumps(value).replace("<", "\\u003c")
    return BLOCK.sub(lambda match: match[1] + text + match[3], html)


def change(page, path, edit):
    """Lets the page at `path` come with other data than the server's, under the server's own headers."""

    def fulfill(route):
        response = route.fetch()
        value = read(response.text())
        edit(value)
        route.fulfill(response=response, body=replace(response.text(), value))

    page.route(f"**{path}", fulfill)
