"""What a screen reader is told: Chromium's own accessibility tree."""

CONTROLS = {
    "button", "link", "textbox", "searchbox", "spinbutton", "combobox", "checkbox", "switch", "radio", "listbox",
    "DisclosureTriangle", "region", "heading",
}  # fmt: skip


def tree(page):
    """The nodes, as pairs of role and name."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip()) for node in nodes if not node["ignored"]
    ]


def nameless(page):
    return [role for role, name in tree(page) if role in CONTROLS and not name]


def roles(page):
    return [role for role, _ in tree(page)]
