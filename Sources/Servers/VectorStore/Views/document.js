"use strict";

// One document: its facts, and its text with its passages. Needs dom.js, words.js, facts.js, passages.js and
// hits.js.

// A long text is shown in stretches of so many characters, since a page of a million takes seconds to lay out.
const stretch = 60_000;

// get(id, offset) answers the document with a stretch of its text and its passages.
// act: { back(), similar(document)? }
const documentView = (element, get, act) => {
  let shown = null;
  let turn = 0;

  // Opens a document at a range of its text, or at its beginning.
  const open = async (id, name, range) => {
    turn += 1;
    shown = { id };
    const title = h("h2", { tabindex: "-1" }, h("bdi", {}, name));
    const status = h("p", { role: "status" }, "Loading the document …");
    element.replaceChildren(h("div", { class: "line" }, back()), title, status);
    element.hidden = false;
    title.focus();
    await load((range?.start ?? 0) - stretch / 4, range);
  };

  const back = () => button("← Back", act.back);

  const load = async (place, range) => {
    const mine = turn;
    const offset = Math.max(0, Math.floor(place));
    element.setAttribute("aria-busy", "true");
    try {
      const found = await get(shown.id, offset);
      if (mine !== turn) return;
      shown = { id: shown.id, found, offset, ranges: found.passage_ranges ?? [] };
      render(range);
    } catch (error) {
      if (mine !== turn) return;
      const again = () => load(offset, range);
      element.querySelector("[role=status]")?.replaceChildren();
      element.querySelector(".note")?.remove();
      element.append(h("div", { class: "note card" }, h("p", { role: "alert" }, error.message),
        button("Try again", again)));
    }
    element.removeAttribute("aria-busy");
  };

  const render = (range) => {
    const { found, offset, ranges } = shown;
    const end = offset + Array.from(found.content).length;
    const current = range ?? null;
    const number = current ? ranges.findIndex(({ start }) => start === current.start) : -1;
    const part = (words, to) => button(words, () => load(to, null));
    const step = (words, to) => button(words, () => select(to, words), { disabled: !ranges[to] });
    const title = h("h2", { tabindex: "-1" }, h("bdi", {}, nameOf(found)));
    const status = h("p", { role: "status" }, number >= 0
      ? "Passage " + (number + 1) + " of " + ranges.length
      : ranges.length > 0 ? count(ranges.length, "passage")
      : !found.embedding_model && "It waits for its vectors: only its words are found.");
    element.replaceChildren(...[
      h("div", { class: "line" }, back(),
        act.similar && button("Find similar", () => act.similar(found))),
      title,
      factsOf(found),
      offset > 0 && part("Earlier text", offset - stretch * 0.9),
      h("div", { class: "text card", dir: "auto", tabindex: "0", role: "region", "aria-label": "Text" },
        withPassages(found.content, offset, ranges, current)),
      end < found.content_length && part("Later text", offset + stretch * 0.9),
      h("div", { class: "line steps" }, status,
        ranges.length > 1 && h("div", {}, step("Previous passage", number - 1), step("Next passage", number + 1))),
    ].filter(Boolean));
    if (!element.contains(document.activeElement)) title.focus();
    element.querySelector("mark")?.scrollIntoView({ block: "center" });
  };

  const select = async (number, words) => {
    const range = shown.ranges[number];
    const end = shown.offset + Array.from(shown.found.content).length;
    if (range.start >= shown.offset && range.end <= end) render(range);
    else await load(range.start - stretch / 4, range);
    const pressed = [...element.querySelectorAll(".steps button")].find((one) => one.textContent === words);
    (pressed?.disabled ? element.querySelector(".text") : pressed)?.focus({ preventScroll: true });
  };

  return {
    open,
    get isOpen() { return !element.hidden; },
    close() {
      turn += 1;
      element.hidden = true;
      element.replaceChildren();
    },
  };
};

const factsOf = ({ id, key, metadata, content_length: length, embedding_model: model, created_at, updated_at }) =>
  facts([
    ["Id", id], ["Key", key], ["Length", count(length, "character")], ["Model", model],
    ["Added", timeOf(created_at)], ["Changed", timeOf(updated_at)],
    ...Object.entries(isObject(metadata) ? metadata : { metadata }),
  ]);
