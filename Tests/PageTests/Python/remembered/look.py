"""What holds for each view: what a screen reader tells, what fits a small screen, and what can be read."""

import looks
import voice


def focused(page):
    return page.evaluate("document.activeElement.textContent || document.activeElement.id")


def everybody(page, what, report):
    nameless = voice.nameless(page)
    report.check(f"every control of {what} has a name", not nameless, nameless)
    roles = voice.roles(page)
    for role in ["banner", "main", "status", "heading"]:
        report.check(f"there is a {role} for {what}", role in roles, sorted(set(roles)))
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3')].filter((one) => one.checkVisibility())"
        ".map((one) => Number(one.tagName[1]))"
    )
    steps = [later - earlier for earlier, later in zip(levels, levels[1:])]
    report.check(f"no level of heading is left out of {what}", levels[0] == 1 and max(steps) <= 1, levels)
    for scheme in ["light", "dark"]:
        page.emulate_media(color_scheme=scheme)
        bright = looks.brightness(page)
        report.check(f"{what} can be {scheme}", bright > 200 if scheme == "light" else bright < 60, bright)
        count, low = looks.contrast(page)
        report.check(f"contrast suffices for {what} in {scheme}", count > 8 and not low, (count, low))
    page.set_viewport_size({"width": 320, "height": 900})
    report.check(f"{what} fits 320 pixels", looks.overflow(page) <= 0, looks.overflow(page))
    page.set_viewport_size({"width": 1280, "height": 900})
