"use strict";

// Texts with their passages. Offsets count characters (code points), for which a string of JavaScript may need two
// units. Needs dom.js.

// A stretch of a text that begins at the character `from`: where each passage begins stands its number, and the current
// one is marked.
const withPassages = (text, from, ranges, current) => {
  const characters = Array.from(text);
  const to = from + characters.length;
  const starts = new Map(ranges.map(({ start }, index) => [start, index]));
  const cuts = [from, to, ...starts.keys(), current?.start, current?.end].filter((cut) => cut >= from && cut <= to);
  const places = [...new Set(cuts)].sort((a, b) => a - b);
  return places.flatMap((place, index) => {
    const part = characters.slice(place - from, (places[index + 1] ?? to) - from).join("");
    const isCurrent = current && place >= current.start && place < current.end;
    return [
      ranges.length > 1 && starts.has(place) && place < to &&
        h("span", { class: "seam", "aria-hidden": "true" }, String(starts.get(place) + 1)),
      part !== "" && (isCurrent ? h("mark", {}, part) : part),
    ].filter(Boolean);
  });
};
