"""A view in the frame of a client."""

import contextlib

import frame


@contextlib.contextmanager
def framed(window, server, name, view, **settings):
    """A tab in which a view has shaken hands, and can call the tools of the server."""
    with window.tab(name, expected_errors=["can escape its sandboxing"]) as page:
        page.expose_function("forward", server.forward)
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        host = frame.open_host(page, view, **settings)
        host.wait("message.method === 'ui/notifications/initialized'")
        yield host
        own = [window.origin + frame.ADDRESS]
        window.report.check(f"{name}: asks nothing of the network", requests == own, requests)


def show(host, server, tool, arguments, text_alone=False):
    """Hands on a call of the model, and what came of it.
    Returns: its structured result."""
    host.send(method="ui/notifications/tool-input-partial", params={"arguments": {"query": "half a w"}})
    host.send(method="ui/notifications/tool-input", params={"arguments": arguments})
    result = server.call(tool, arguments)
    structured = result.pop("structuredContent") if text_alone else result["structuredContent"]
    host.result(result)
    return structured


def height(host):
    """How high the view says that it is, once it has said so for a while: its host lays it out as it says."""
    sizes = "window.received.filter(({ method }) => method === 'ui/notifications/size-changed')"
    told = -1
    while told != (told := host.page.evaluate(sizes + ".length")):
        host.page.wait_for_timeout(300)
    return host.page.evaluate(sizes + ".at(-1).params.height")


def overflow(host):
    """How many pixels of the view are out of its frame, to the right and below."""
    return host.frame.locator("html").evaluate(
        "(root) => [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight]"
    )
