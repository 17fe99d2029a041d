"""The table of figures."""

import statistics


def median(numbers):
    return statistics.median(numbers)


def percentile(numbers, part):
    return sorted(numbers)[min(len(numbers) - 1, int(len(numbers) * part))]


class Report:
    """Rows of figures, printed as a table that can stand in README.md."""

    HEAD = ["figure", "ours", "yardstick", "ratio", "goal"]

    def __init__(self):
        self.rows = []

    def compare(self, figure, ours, yardstick, unit, at_least=None):
        """A figure of which more is better, beside its yardstick: each the readings of all rounds."""
        ratio = median(ours) / median(yardstick)
        goal = "" if at_least is None else verdict(f"≥ {at_least}", ratio >= at_least)
        self.row(figure, number(ours, unit), number(yardstick, unit), f"{ratio:.2f}", goal)

    def tell(self, figure, ours, unit, at_most=None):
        """A figure of which less is better, or one for information."""
        goal = "" if at_most is None else verdict(f"≤ {at_most} {unit}", median(ours) <= at_most)
        self.row(figure, number(ours, unit), "", "", goal)

    def require(self, figure, ours, unit, at_least):
        """A figure of which more is better, by itself."""
        self.row(figure, number(ours, unit), "", "", verdict(f"≥ {at_least} {unit}", median(ours) >= at_least))

    def row(self, *cells):
        self.rows.append(cells)

    def print(self, title):
        rows = [self.HEAD, *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(len(self.HEAD))]
        lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
        lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
        print(f"\n### {title}\n\n" + "\n".join(lines), flush=True)
        self.rows = []


def number(readings, unit):
    value = median(readings)
    shown = f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" if value < 1 else f"{value:.1f}"
    return f"{shown} {unit}".rstrip()


def verdict(goal, reached):
    return f"{goal}: {'reached' if reached else 'MISSED'}"
