"use strict";

// A memory in a list. Needs dom.js, words.js, facts.js, scores.js and marked.js.

// What a score is made of, in the order of its bar.
const scoreParts = ["similarity", "recency", "importance", "access", "trust"];

const fine = (number) => number.toFixed(3);

// The parts of a score in numbers.
const partNumbers = (parts, names) => h("ul", { class: "legend muted parts" }, names.map((name) =>
  h("li", {}, swatch(name), " " + name + " ", h("b", {}, fine(parts[name])))));

// The first so many characters of a text.
const beginning = (text, length = 140) => {
  const characters = Array.from(text.slice(0, 2 * length + 2));
  return characters.length > length ? characters.slice(0, length).join("") + " …" : text;
};

// The words of a query that are worth marking.
const queryTerms = (query = "") => {
  const common = "the and for are was were has have what which who when where why how does did with from that this";
  return (query.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []).filter((word) => !common.split(" ").includes(word));
};

const retiredWords = ({ how, at, reason }) =>
  [how ?? "retired", at && timeWords(at), reason].filter(Boolean).join(" · ");

// When what it tells was so, or was told.
const memoryTime = ({ valid_from: since, valid_to: until, created_at: stored }) =>
  since || until
    ? [since && "since " + timeWords(since), until && "until " + timeWords(until)].filter(Boolean).join(" ")
    : stored && timeWords(stored);

// What is told of a memory in one line; bank: whether its bank is, too.
const memoryLine = (memory, bank) => {
  const about = [memory.subject, memory.attribute].filter(Boolean).join(" · ");
  const tells = [
    h("span", { class: "tag" }, memory.kind), memory.pinned && h("span", { class: "tag" }, "pinned"),
    memory.retired && h("span", { class: "tag retired" }, memory.retired.how ?? "retired"),
    bank && h("bdi", {}, memory.bank), about && h("bdi", {}, about), h("span", {}, memoryTime(memory)),
  ];
  return h("p", { class: "muted about" },
    tells.filter(Boolean).flatMap((one, index) => index > 0 ? [" ", one] : [one]));
};

// hit: the memory, and where it was searched for its score, parts and passage.
// context: { terms, bank: whether the bank is told, open(hit, button)? }
const memoryItem = (hit, { terms = [], bank, open }) => {
  const { memory, score, parts, passage } = hit;
  const title = beginning(memory.content);
  const isLong = title !== memory.content;
  const shown = passage
    ? Array.from(memory.content).slice(passage.start, Math.min(passage.end, passage.start + 800)).join("")
    : beginning(memory.content, 500);
  const name = h("bdi", {}, isLong ? title : marked(title, terms));
  return h("li", { class: "hit card" },
    h("div", { class: "line" },
      h("h3", { id: "memory-" + memory.id, dir: "auto" },
        open ? button(name, ({ currentTarget }) => open(hit, currentTarget), { class: "open" }) : name),
      score !== undefined && scoreBar(score, scoreParts.map((one) => [one, one, parts?.[one] ?? 0]))),
    isLong && h("p", { class: "passage", dir: "auto" }, marked(shown, terms)),
    memoryLine(memory, bank),
    parts && partNumbers(parts, scoreParts));
};
