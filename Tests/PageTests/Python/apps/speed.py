"""How soon a view shows what it is given."""

from apps.framed import framed

PASSAGE = "The tide turned at noon, and the boats that had waited went out one by one. "


def shown(window, server, report, view):
    """Ten hits with long passages, from the message to the frame that shows them: told, and not judged, since machines
    differ."""
    hit = {
        "title": "A title of some words", "key": "folder/file.md", "content": PASSAGE * 25, "score": 0.75,
        "metadata": {"kind": "note", "year": 2026}, "parts": {"vector": 0.5, "keyword": 0.25},
        "context": {"before": PASSAGE, "after": PASSAGE}, "terms": [{"term": "tide", "share": 0.25}],
    }  # fmt: skip
    result = {"content": [], "structuredContent": {"hits": [{**hit, "id": number} for number in range(10)]}}
    with framed(window, server, "speed", view) as host:
        document = host.page.frames[1]
        document.evaluate(
            """() => {
              window.times = [];
              new MutationObserver(() => {
                if (document.querySelectorAll("#hits > li").length !== 10) return;
                requestAnimationFrame(() => setTimeout(() => window.times.push(Date.now() - window.postedAt)));
              }).observe(document.getElementById("hits"), { childList: true });
              window.addEventListener("message", ({ data }) => { window.postedAt = data.postedAt ?? window.postedAt; });
            }"""
        )
        for _ in range(5):
            host.page.evaluate(
                """(params) => {
                  view.contentWindow.postMessage({ postedAt: Date.now() }, "*");
                  window.send({ method: "ui/notifications/tool-result", params });
                }""",
                result,
            )
            document.wait_for_timeout(300)
        times = document.evaluate("window.times")
        report.check("ten hits are shown", len(times) == 5, f"ms until they are painted: {times}")
