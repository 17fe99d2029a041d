"""The views of vector-store as pages, over a collection that is empty at first."""

from search import access, asking, collections, filters, framed, reading


def run(window, report):
    asking.empty(window, report)
    for part in [
        asking.typing, asking.stale, asking.more, asking.failures, asking.without_tool,
        filters.builder, filters.language,
        reading.reading, reading.long_text, reading.similar,
        access.keyboard, access.hostile, access.everybody,
        collections.without_collections, collections.collections, collections.state,
        framed.framed,
    ]:  # fmt: skip
        part(window, report)
