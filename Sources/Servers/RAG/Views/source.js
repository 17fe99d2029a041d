"use strict";

// A source: its text, in which what is cited is marked. Offsets count characters (code points), for which a string of
// JavaScript may need two units. Needs dom.js, words.js, calls.js, passages.js and links.js.

// A long text is read and laid out in stretches of so many characters.
const stretch = 20_000;

// cited: what to open, of its present text where no version is told.
// act: { back(), more(source)? which answers what else is to be shown of it }
const sourceView = (element, act) => {
  const status = h("p", { role: "status" });
  const calls = latestCalls(element, status);
  const title = h("h2", { tabindex: "-1" });
  const body = h("div", {});
  let wanted = null;

  const open = (cited) => {
    wanted = cited;
    title.replaceChildren(h("bdi", {}, sourceName(cited)));
    body.replaceChildren();
    element.replaceChildren(h("div", { class: "line" }, button("← Back", act.back)), title, status, body);
    element.hidden = false;
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: "nearest" });
    return read((cited.range?.start ?? 0) - stretch / 4);
  };

  const read = (place) => {
    const offset = Math.max(0, Math.floor(place));
    const args = { id: wanted.source_id ?? wanted.id, version: wanted.version, offset, length: stretch };
    return calls.run("Reading …", (signal) => bridge.call("get_source", args, signal),
      (answer) => show(answer, offset),
      (error) => body.replaceChildren(failureCard(error, () => read(offset))));
  };

  const step = (words, offset) => button(words, async () => {
    await read(offset);
    body.querySelector(".text")?.focus();
  });

  // A stretch of the text that begins at the character `offset`: of the present one, or of the version that is wanted.
  const show = ({ source, content, former_versions: kept }, offset) => {
    wanted = { ...wanted, id: source.id };
    title.replaceChildren(h("bdi", {}, sourceName(source)));
    const characters = Array.from(content);
    const end = offset + characters.length;
    const former = kept?.find(({ version }) => version === wanted.version);
    const { length } = former ?? source;
    const [range, words] = citedRange(characters, offset, length, wanted);
    const text = h("div", { class: "text card", dir: "auto", tabindex: "0", role: "region", "aria-label": "Text" },
      withPassages(content, offset, [], range));
    body.replaceChildren(...[
      placeLine({ ...wanted, ...source, headings: wanted.headings, range: wanted.range }),
      (former || words) && h("p", { class: "waiting" }, former && "This is a former text of the source. ", words),
      offset > 0 && step("Earlier text", offset - stretch * 0.9),
      text,
      end < length && step("Later text", offset + stretch * 0.9),
      act.more?.(source),
    ].filter(Boolean));
    status.textContent = partWords(offset, end, length);
    showMark(text);
  };

  return {
    open,
    get isOpen() { return !element.hidden; },
    close() {
      calls.stop();
      wanted = null;
      element.hidden = true;
      element.replaceChildren();
    },
  };
};

// Which characters to mark, and what to say where they are not what was cited: that is `quote`, or else in `context`.
// characters: a part of the text, which begins at `offset`; length: of the whole text.
const citedRange = (characters, offset, length, { range, quote, context }) => {
  if (!range) return [null];
  const end = offset + characters.length;
  if (range.end <= length) {
    if (range.start >= end || range.end <= offset) return [null];
    if (range.start < offset || range.end > end) return [range];
    const found = characters.slice(range.start - offset, range.end - offset).join("");
    if (quote === undefined ? context?.includes(found) ?? true : found === quote) return [range];
  }
  const text = characters.join("");
  const place = quote ? text.indexOf(quote) : -1;
  if (place < 0) return [null, changedWords + "."];
  const start = offset + Array.from(text.slice(0, place)).length;
  return [{ start, end: start + Array.from(quote).length },
    "The source has changed since: what was cited stands at another place now."];
};

const changedWords = "The source has changed since, and what was cited is not there any more";

const partWords = (offset, end, length) => (offset === 0 && end >= length
  ? count(length, "character")
  : "Characters " + offset.toLocaleString("en") + " to " + end.toLocaleString("en") + " of "
    + length.toLocaleString("en"));

// Brings what is marked into view: within its text, where that scrolls by itself.
const showMark = (text) => {
  const mark = text.querySelector("mark");
  if (!mark) return;
  const scrolls = text.scrollHeight > text.clientHeight;
  if (scrolls) {
    text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  }
  mark.scrollIntoView({ block: scrolls ? "nearest" : "center" });
};

// The source beside what cites it. Where there is no room for both, it is in the place of the other.
// element: of the source; other: what cites it; fallback: what gets the focus where what was pressed is gone.
const sourcePane = (element, other, fallback, more) => {
  let opener = null;
  const setOpen = (isOpen) => document.documentElement.classList.toggle("beside", isOpen);
  const close = () => {
    view.close();
    setOpen(false);
    showCurrent(other);
  };
  const back = () => {
    close();
    (opener?.isConnected ? opener : fallback).focus();
  };
  const view = sourceView(element, { back, more });
  return {
    open(cited, pressed) {
      opener = pressed;
      setOpen(true);
      showCurrent(other, cited.number);
      return view.open(cited);
    },
    get isOpen() { return view.isOpen; },
    close,
    back,
  };
};
