"""What can be measured of how a page looks: contrast, and whether it fits."""

# Of every text and every control that is shown: the ratio of its contrast by WCAG 2, where it is too low.
_CONTRAST = """
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [r, g, b] = rgba(color).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (rgba(color)[3] > 0) return color;
    }
    return "white";
  };
  const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const low = [];
  let count = 0;
  const demand = (what, element, color, behind, least) => {
    count += 1;
    const found = ratio(color, behind);
    const name = `<${element.tagName.toLowerCase()} class="${element.className}">`;
    if (found < least) low.push(`${what} of ${name}: ${found.toFixed(2)}`);
  };
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (hasText) demand("text", element, style.color, background(element), 4.5);
    if (!element.matches("input, select, textarea")) continue;
    demand("text", element, style.color, background(element), 4.5);
    if (element.placeholder) {
      demand("placeholder", element, getComputedStyle(element, "::placeholder").color, background(element), 4.5);
    }
    demand("border", element, style.borderTopColor, background(element.parentElement), 3);
  }
  return { count, low };
}
"""


def contrast(page):
    """How many texts and borders there are, and those with too little contrast."""
    found = page.evaluate(_CONTRAST)
    return found["count"], found["low"]


def brightness(page):
    """Of the page's background, 0 to 255."""
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    parts = [int(part) for part in color[color.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3


def overflow(page):
    """How many pixels of the page are past its right edge."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
