"""The view `collection`: what describe_collection tells."""

from apps.framed import framed, height, overflow, show


def run(window, server, report, view, sandbox):
    name = f"collection, {sandbox}"
    with framed(window, server, name, view, sandbox=sandbox) as host:
        told = show(host, server, "describe_collection", {}, text_alone="same-origin" in sandbox)
        host.frame.get_by_role("heading", name="Size").wait_for()
        shown = host.frame.locator("main").inner_text()
        report.check(f"{name}: the number of documents", f"{told['documents']}\ndocuments" in shown, shown)
        report.check(f"{name}: the indexes", all(index["name"] in shown for index in told["indexes"]), shown)
        report.check(f"{name}: the model and the language", "all-MiniLM-L6-v2" in shown and "english" in shown, shown)
        report.check(f"{name}: that all is well", "All is well" in shown, shown)
        report.check(
            f"{name}: as high as what it shows", height(host) > 300 and max(overflow(host)) <= 0, overflow(host)
        )
        recall(host, report, name)
        concerns(host, report, name, told)
        reread(host, report, name)


def recall(host, report, name):
    host.frame.get_by_role("button", name="Measure recall").click()
    measured = host.frame.get_by_role("heading", name="Recall")
    measured.wait_for()
    rows = host.frame.get_by_role("table").first.get_by_role("row").all_inner_texts()
    report.check(f"{name}: measures recall by its client", len(rows) > 1 and "%" in rows[1] and "ms" in rows[1], rows)


def concerns(host, report, name, told):
    """What needs somebody's care. None of it is so here, and so it is made up."""
    index = {"name": "half_done", "method": "hnsw", "precision": "half", "bytes": 8192, "is_valid": False}
    models = [{"model": "one", "documents": 3}, {"model": "other", "documents": 1}, {"documents": 1}]
    ill = {**told, "waiting": {"vectors": 1, "keywords": 10_000}, "indexes": [index], "models": models}
    host.result({"content": [], "structuredContent": ill})
    shown = host.frame.get_by_role("list").first.inner_text().split("\n")
    starts = [
        "1 waits for its vectors",
        "10,000 or more wait for the index",
        "The index half_done",
        "Its vectors are of",
    ]
    report.check(
        f"{name}: tells what is wrong",
        len(shown) == len(starts) and all(line.startswith(start) for line, start in zip(shown, starts)),
        shown,
    )


def reread(host, report, name):
    host.frame.get_by_role("button", name="Read again").click()
    host.frame.get_by_text("All is well").wait_for()
    calls = host.page.evaluate(
        "window.received.filter(({ method }) => method === 'tools/call').map(({ params }) => params)"
    )
    names = [call["name"] for call in calls]
    report.check(f"{name}: reads again by its client", names == ["measure_recall", "describe_collection"], calls)


def without_tools(window, server, report, view):
    name = "collection, without tools"
    with framed(window, server, name, view, capabilities={}, width=320) as host:
        show(host, server, "describe_collection", {})
        host.frame.get_by_role("heading", name="Size").wait_for()
        report.check(f"{name}: nothing to press", host.frame.get_by_role("button").count() == 0)
        height(host)
        report.check(f"{name}: fits 320 pixels", max(overflow(host)) <= 0, overflow(host))
        host.result({"content": [{"type": "text", "text": '{"hits": []}'}]})
        told = host.frame.get_by_role("alert").inner_text()
        report.check(f"{name}: another tool's result is told of", "nothing of a collection" in told, told)
