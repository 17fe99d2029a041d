"use strict";

// What was found, as a list. Needs dom.js and passages.js.

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const count = (number, noun) => number.toLocaleString("en") + " " + noun + (number === 1 ? "" : "s");
const figure = (number) => number.toFixed(2);
const nameOf = ({ id, key, title }) => title || key || "Document " + id;

// Both parts of a score as one bar, from 0 to 1.
const scoreBar = ({ score, parts = { vector: score, keyword: 0 } }) => {
  const width = (part) => Math.max(0, Math.min(100, part * 100)).toFixed(1);
  const words = [
    parts.vector > 0 && figure(parts.vector) + " by meaning", parts.keyword > 0 && figure(parts.keyword) + " by words",
  ].filter(Boolean).join(", ");
  const label = "Score " + figure(score) + (words && ": " + words);
  return h("div", { class: "score", role: "img", "aria-label": label, title: label },
    h("span", {}, figure(score)),
    svg("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "all", width: 100, height: 6 }),
      svg("rect", { class: "vector", width: width(parts.vector), height: 6 }),
      svg("rect", { class: "keyword", x: width(parts.vector), width: width(parts.keyword), height: 6 })));
};

// act: { open(hit, button)?, similar(hit)?, require(name, value)? }, each left out where it cannot be done
const hitItem = (hit, act) => {
  const name = nameOf(hit);
  const id = "hit-" + hit.id;
  return h("li", { class: "hit card" },
    h("div", { class: "line" },
      h("h3", { id },
        act.open
          ? button(h("bdi", {}, name), ({ currentTarget }) => act.open(hit, currentTarget), { class: "open" })
          : h("bdi", {}, name)),
      scoreBar(hit)),
    hit.key && hit.key !== name && h("p", { class: "key muted" }, h("bdi", {}, hit.key)),
    hit.content !== undefined && h("p", { class: "passage", dir: "auto" }, passage(hit)),
    h("div", { class: "line below" },
      chips(hit.metadata, act.require),
      hit.terms?.length > 0 &&
        h("p", { class: "muted terms" }, "Words: ", hit.terms.slice(0, 8).map(({ term, share }, index) =>
          [index > 0 && ", ", h("bdi", {}, term), " " + figure(share)]).flat()),
      act.similar && button("Find similar", () => act.similar(hit), { class: "small", "aria-describedby": id })));
};

const passage = ({ content, context, terms = [] }) => [
  context?.before && h("span", { class: "muted" }, context.before),
  ...marked(content, terms.map(({ term }) => term)),
  context?.after && h("span", { class: "muted" }, context.after),
];

// The facts of a document that a filter can ask for by equality.
const chips = (metadata, require) => {
  const facts = Object.entries(isObject(metadata) ? metadata : {})
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  if (facts.length === 0) return null;
  return h("ul", { class: "chips" }, facts.slice(0, 8).map(([name, value]) => {
    const text = [h("bdi", {}, name), ": ", h("bdi", {}, String(value))];
    return h("li", {}, require
      ? button(text, () => require(name, value), { title: "Only documents with this" })
      : h("span", {}, text));
  }));
};
