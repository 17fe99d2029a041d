"use strict";

// What matched in a text. Needs dom.js.

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
