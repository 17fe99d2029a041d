"use strict";

// Which memories are wanted: their kinds, their time, and whether they are believed. Needs dom.js.

// onchange is called when something else is wanted.
const memoryFilter = (onchange) => {
  const kinds = ["fact", "event", "preference", "procedure", "note"].map((kind) =>
    h("input", { type: "checkbox", id: "kind-" + kind, value: kind, onchange }));
  const day = (id, words) => [h("label", { for: id }, words), h("input", { id, type: "date", onchange })];
  const choice = (id, words, options) => [h("label", { for: id }, words),
    h("select", { id, onchange }, options.map(([value, name]) => h("option", { value }, name)))];
  // What only a search knows, and what only a list does.
  const searching = h("div", {}, day("as-of", "As believed on (UTC)"));
  const listing = [
    h("div", {}, choice("state", "Show",
      [["current", "what is believed"], ["retired", "what was retired"], ["all", "both"]])),
    h("div", {}, choice("order", "Order",
      [["newest", "last stored first"], ["updated", "last changed first"], ["importance", "most important first"]])),
  ];
  const element = h("div", { class: "builder" },
    h("fieldset", {}, h("legend", { class: "hidden" }, "Kinds"), kinds.map((box) =>
      h("label", {}, box, " " + box.value))),
    h("div", { class: "fields" },
      h("div", {}, day("after", "From (UTC)")), h("div", {}, day("before", "Before (UTC)")), searching, listing));

  const box = (id) => element.querySelector("#" + id);
  const time = (id) => (box(id).value ? box(id).value + "T00:00:00Z" : undefined);
  const given = (list) => (list.length > 0 ? list : undefined);

  return {
    element,
    set isSearch(value) {
      searching.hidden = !value;
      for (const one of listing) one.hidden = value;
    },
    get kinds() { return given(kinds.filter((one) => one.checked).map((one) => one.value)); },
    // As search_memories has it.
    get ofSearch() {
      return { kinds: this.kinds, after: time("after"), before: time("before"), as_of: time("as-of") };
    },
    // As list_memories has it.
    get ofList() {
      const range = Object.fromEntries([["$gte", time("after")], ["$lt", time("before")]].filter(([, at]) => at));
      const filter = Object.keys(range).length > 0
        ? { $or: [{ $valid_from: range }, { $valid_from: { $exists: false }, $created_at: range }] } : undefined;
      return { kinds: this.kinds, filter, state: box("state").value, order: box("order").value };
    },
    get isSet() { return Boolean(kinds.some((one) => one.checked) || time("after") || time("before")); },
    // Takes over what the model has asked for.
    fillIn({ kinds: wanted = [], after, before, as_of: asOf, state = "current", order = "newest" }) {
      for (const one of kinds) one.checked = wanted.includes(one.value);
      for (const [id, at] of [["after", after], ["before", before], ["as-of", asOf]]) {
        box(id).value = at?.slice(0, 10) ?? "";
      }
      box("state").value = state;
      box("order").value = order;
    },
  };
};
