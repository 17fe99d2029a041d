"use strict";

// A score and what it is made of, as numbers and as a bar. Needs dom.js.

const figure = (number) => number.toFixed(2);

// Amounts one after the other, as parts of a whole: [class, amount].
const stacked = (parts, whole, attributes) => {
  let start = 0;
  const rects = parts.map(([kind, amount]) => {
    const share = whole > 0 ? (amount / whole) * 100 : 0;
    const width = Math.max(0, Math.min(100 - start, share));
    const rect = svg("rect", { class: kind, x: start.toFixed(2), width: width.toFixed(2), height: 6 });
    start += width;
    return rect;
  });
  return svg("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", ...attributes },
    svg("rect", { class: "all", width: 100, height: 6 }), rects);
};

// The colour of a part beside its words.
const swatch = (kind) => svg("svg", { viewBox: "0 0 1 1", "aria-hidden": "true" },
  svg("rect", { class: kind, width: 1, height: 1 }));

// A score from 0 to 1 with its parts, which add up to it: [class, words, amount].
const scoreBar = (score, parts) => {
  const words = parts.filter(([, , amount]) => amount > 0).map(([, name, amount]) => figure(amount) + " " + name);
  const label = "Score " + figure(score) + (words.length > 0 ? ": " + words.join(", ") : "");
  return h("div", { class: "score", role: "img", "aria-label": label, title: label },
    h("span", {}, figure(score)),
    stacked(parts.map(([kind, , amount]) => [kind, amount]), 1, { "aria-hidden": "true" }));
};
