"use strict";

// Texts with their passages. Offsets count characters (code points), for which a string of JavaScript may need two
// units. Needs dom.js.

// A text whose words that begin with one of the terms are marked. Terms are stems: "happi" stands for "happy", too.
const marked = (text, terms) => {
  const escape = (term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const forms = terms.filter((term) => term !== "").flatMap((term) =>
    term.endsWith("i") ? [term, term.slice(0, -1) + "y"] : [term]);
  if (forms.length === 0) return [text];
  // Scripts without spaces are found by pairs of characters anywhere.
  const scripts = ["Han", "Hira", "Kana", "Hang", "Thai", "Laoo", "Khmr", "Mymr"];
  const unspaced = "[" + scripts.map((name) => `\\p{sc=${name}}`).join("") + "]";
  const any = "(?:" + forms.map(escape).join("|") + ")";
  const words = new RegExp(`(?=${unspaced})${any}|(?<![\\p{L}\\p{N}])${any}[\\p{L}\\p{N}\\p{M}]*`, "giu");
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(words)) {
    if (match[0] === "") continue;
    parts.push(text.slice(end, match.index), h("mark", {}, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
};

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
