"use strict";

// What a measurement of recall has found. Needs dom.js and words.js.

const percent = (part) => (part * 100).toLocaleString("en", { maximumFractionDigits: 1 }) + " %";
const milliseconds = (time) => time.toLocaleString("en", { maximumFractionDigits: 2 }) + " ms";

const recallReport = ({ indexes }) =>
  indexes.length === 0
    ? [h("p", {}, "All vectors are compared: none is missed.")]
    : indexes.map(recallOf);

const recallOf = ({ name, setting, in_use: inUse, sample, points, advice }) => {
  const row = ({ value, recall, milliseconds: time }) => h("tr", {},
    h("th", { scope: "row" }, String(value), value === inUse && " (in use)"),
    h("td", {}, percent(recall)), h("td", {}, milliseconds(time)));
  return h("div", { class: "recall" },
    h("h3", {}, h("bdi", {}, name)),
    h("p", {}, advice),
    points.length > 0 && h("table", {},
      h("caption", { class: "muted" }, count(sample, "stored vector") + " looked for"),
      h("thead", {}, h("tr", {}, [setting, "found", "a search"].map((words) => h("th", { scope: "col" }, words)))),
      h("tbody", {}, points.map(row))));
};
