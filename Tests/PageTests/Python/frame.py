"""The same file inside a client: a small host of MCP Apps (2026-01-26) in the page around it."""

import json

import data
from browser import open_tool

ADDRESS = "/the-host"

# What MCP Apps has a host allow a view that asks for nothing: what is inline, and no network.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; media-src 'self' data:; connect-src 'none'"
)

HOST = """<!doctype html>
<meta charset="utf-8">
<title>Host</title>
<body style="margin: 0">
<script>
const { view: html, sandbox, width, capabilities, context } = SETTINGS;
window.received = [];
window.answers = {
  "ui/initialize": {
    protocolVersion: "2026-01-26",
    hostInfo: { name: "test", version: "1" },
    hostCapabilities: capabilities,
    hostContext: context,
  },
};
window.send = (message) => view.contentWindow.postMessage({ jsonrpc: "2.0", ...message }, "*");
window.addEventListener("message", async ({ source, data }) => {
  if (source !== view.contentWindow) return;
  window.received.push(data);
  if (data.method === "ui/notifications/size-changed") view.height = data.params.height;
  if (data.id === undefined || data.method === undefined) return;
  const result = window.answers[data.method];
  if (result) window.send({ id: data.id, result });
  else if (window.forward) window.send({ id: data.id, ...(await window.forward(data.method, data.params)) });
});
const view = document.createElement("iframe");
view.setAttribute("sandbox", sandbox);
view.width = width;
view.height = 100;
view.style.border = "0";
view.srcdoc = html;
document.body.append(view);
</script>
"""

CONTEXT = {"theme": "dark", "styles": {"variables": {"--color-text-primary": "rgb(250, 240, 230)"}}}


def open_host(page, view, sandbox="allow-scripts", width=800, capabilities=None, context=None):
    """Opens a page that frames a view, given as HTML, as a client does. Without `capabilities`, tools can be called.
    Returns: the host."""
    settings = {
        "view": view,
        "sandbox": sandbox,
        "width": width,
        "capabilities": {"serverTools": {}} if capabilities is None else capabilities,
        "context": context or CONTEXT,
    }
    body = HOST.replace("SETTINGS", json.dumps(settings).replace("<", "\\u003c"))
    headers = {"Content-Security-Policy": POLICY}
    page.route(f"**{ADDRESS}", lambda route: route.fulfill(body=body, content_type="text/html", headers=headers))
    page.goto(ADDRESS)
    return Host(page)


class Host:
    """The page around the view, and what the view has said to it."""

    def __init__(self, page):
        self.page = page
        self.frame = page.frame_locator("iframe").first

    def result(self, result):
        """Hands a tool's result to the view."""
        self.send(method="ui/notifications/tool-result", params=result)

    def send(self, **message):
        self.page.evaluate("(message) => window.send(message)", message)

    def answer(self, method, result):
        self.page.evaluate("([method, result]) => { window.answers[method] = result }", [method, result])

    def wait(self, condition):
        """Waits for a message for which a condition in JavaScript holds.
        Returns: the message."""
        return self.page.evaluate(
            f"""() => new Promise((resolve, reject) => {{
              setTimeout(() => reject(new Error("the view did not send it")), 20_000);
              const look = () => {{
                const found = window.received.find((message) => {condition});
                found ? resolve(found) : setTimeout(look, 5);
              }};
              look();
            }})"""
        )

    @property
    def methods(self):
        return self.page.evaluate("window.received.map((message) => message.method)")


def run(window, report):
    with window.tab("framed") as page:
        template = page.goto("/").text()
        value = data.read(template)
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        host = open_host(page, data.replace(template, None))
        handshake(host, report)
        results(host, report, value)
        calling(host, report)
        stopped(host, report)
        requests_of_host(host, report)
        strangers(host, report)
        # The tab asks by itself for nothing more than the host's page.
        report.check("the view asks nothing of the network", requests == [window.origin + ADDRESS], requests)


def handshake(host, report):
    first = host.wait("message.method === 'ui/initialize'")
    params = first["params"]
    report.check("it says which protocol it speaks", params["protocolVersion"] == "2026-01-26", first)
    report.check("and who it is", params["appInfo"]["name"] and "appCapabilities" in params, first)
    host.wait("message.method === 'ui/notifications/initialized'")
    report.check("in this order", host.methods[:2] == ["ui/initialize", "ui/notifications/initialized"], host.methods)
    size = host.wait("message.method === 'ui/notifications/size-changed'")["params"]
    report.check("it tells its size", size["width"] > 0 and size["height"] > 0, size)
    style = host.frame.locator("body").evaluate(
        "(body) => [getComputedStyle(body).color, document.documentElement.dataset.theme]"
    )
    report.check("it looks as the host wants it", style == ["rgb(250, 240, 230)", "dark"], style)
    host.send(method="ui/notifications/host-context-changed", params={"theme": "light"})
    host.frame.locator("html[data-theme=light]").wait_for()
    report.check("and follows it", True)


def results(host, report, value):
    title = host.frame.get_by_role("heading", level=1)
    report.check("before the data there is nothing to see", title.count() == 0)
    result = {"content": [{"type": "text", "text": json.dumps(value)}], "structuredContent": value}
    host.result(result)
    title.filter(has_text=value["server"]["title"]).wait_for()
    report.check("a result is rendered", host.frame.locator("details").count() == len(value["tools"]))
    # Some hosts leave out the structured content.
    value["server"]["title"] = "From the text alone"
    host.send(method="ui/notifications/tool-result", params={"content": [{"type": "text", "text": json.dumps(value)}]})
    title.filter(has_text="From the text alone").wait_for()
    report.check("its text alone suffices", True)
    host.send(
        method="ui/notifications/tool-result",
        params={"isError": True, "content": [{"type": "text", "text": "it failed"}]},
    )
    alert = host.frame.get_by_role("alert")
    alert.filter(has_text="it failed").wait_for()
    report.check("a failure is told above what was there", title.count() == 1)
    host.result(result)
    alert.wait_for(state="detached")
    report.check("and is gone with the next result", True)


def calling(host, report):
    form = open_tool(host.frame, "search_documents").get_by_role("form")
    answer = {"content": [{"type": "text", "text": "…"}], "structuredContent": {"hits": [{"content": data.HOSTILE}]}}
    host.answer("tools/call", answer)
    form.get_by_label("query").fill("parrots")
    form.get_by_label("query").press("Enter")
    shown = form.get_by_role("region").inner_text()
    report.check("a tool's result comes by the host", json.loads(shown) == answer["structuredContent"], shown)
    call = host.wait("message.method === 'tools/call'")["params"]
    report.check(
        "the host was asked for it", call == {"name": "search_documents", "arguments": {"query": "parrots"}}, call
    )
    host.answer("tools/call", {"isError": True, "content": [{"type": "text", "text": "query: nothing like it"}]})
    form.get_by_label("query").press("Enter")
    form.get_by_role("status").filter(has_text="query: nothing like it").wait_for()
    report.check("a failure of the tool is shown", form.get_by_role("region").count() == 0)


def stopped(host, report):
    host.send(method="ui/notifications/tool-cancelled", params={"reason": "the user said so"})
    host.frame.get_by_role("alert").filter(has_text="the user said so").wait_for()
    report.check("a call that was stopped is told of", True)


def requests_of_host(host, report):
    for identifier, method in [(101, "ping"), (102, "ui/resource-teardown")]:
        host.send(id=identifier, method=method, params={})
        answer = host.wait(f"message.id === {identifier}")
        report.check(f"it answers {method}", answer.get("result") == {}, answer)
    host.send(id=103, method="ui/unheard-of", params={})
    answer = host.wait("message.id === 103")
    report.check("it refuses what it does not know", answer.get("error", {}).get("code") == -32601, answer)


def strangers(host, report):
    """Another frame of the host's page speaks to the view, and must not be listened to."""
    host.page.evaluate(
        """() => {
          const stranger = document.createElement("iframe");
          stranger.srcdoc = `<script>
            const send = (message) => parent.frames[0].postMessage({ jsonrpc: "2.0", ...message }, "*");
            send({ method: "ui/notifications/host-context-changed", params: { theme: "dark" } });
            send({ id: 104, method: "ping" });
          <` + `/script>`;
          document.body.append(stranger);
          return new Promise((resolve) => stranger.addEventListener("load", resolve));
        }"""
    )
    # What the host sends after it is answered after it.
    host.send(id=105, method="ping", params={})
    host.wait("message.id === 105")
    answered = host.page.evaluate("window.received.some((message) => message.id === 104)")
    theme = host.frame.locator("html").get_attribute("data-theme")
    report.check("it listens to its host alone", not answered and theme == "light", (answered, theme))
