"use strict";

// Facts as pairs of name and value. Needs dom.js and words.js.

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const timeOf = (text) => text && h("time", { datetime: text }, timeWords(text));

// rows: [name, value]; what has no value is left out, and what is no text stands as JSON.
const facts = (rows) => h("dl", {}, rows.filter(([, value]) => value !== undefined && value !== null && value !== "")
  .flatMap(([name, value]) => [
    h("dt", {}, h("bdi", {}, name)),
    h("dd", {}, h("bdi", {}, value instanceof Node || typeof value === "string" ? value : JSON.stringify(value))),
  ]));
