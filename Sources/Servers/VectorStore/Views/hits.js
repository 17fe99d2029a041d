"use strict";

// What was found, as a list. Needs dom.js, facts.js, scores.js and marked.js.

const nameOf = ({ id, key, title }) => title || key || "Document " + id;

// The parts of a hit's score.
const partsOf = ({ score, parts = { vector: score, keyword: 0 } }) =>
  [["vector", "by meaning", parts.vector], ["keyword", "by words", parts.keyword]];

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
      scoreBar(hit.score, partsOf(hit))),
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
