"""How a client finds the views."""

import re

from apps.server import EXTENSION, MIME_TYPE


def listed(server, report, expected):
    """Finds the view of each tool, as HTML, by the name of the tool; `expected` tells its name."""
    extensions = server.capabilities.extensions or {}
    report.check("the server says that it has views", extensions.get(EXTENSION) == {}, extensions)
    tools = {tool.name: tool.meta["ui"]["resourceUri"] for tool in server.tools() if tool.meta}
    report.check("these tools have one", set(tools) == set(expected), tools)
    resources = {resource.uri: resource for resource in server.resources() if resource.uri.startswith("ui://")}
    report.check("each is listed", set(tools.values()) == set(resources), resources)
    views = {}
    for tool, uri in tools.items():
        report.check(f"the view of {tool} has its name", re.fullmatch(rf"ui://paddle/{expected[tool]}-\w+\.html", uri))
        contents = server.read(uri)
        report.check(f"the view of {tool} is one page", [part.mime_type for part in contents] == [MIME_TYPE])
        views[tool] = contents[0].text
        older = server.read(re.sub(r"-\w+\.html$", "-0123.html", uri))
        report.check(f"whoever knows an older one of {tool} gets the newest", older[0].text == views[tool])
        size = len(views[tool].encode())
        report.check(f"the view of {tool} is small", size <= 40_000, f"{size} bytes")
    return views
