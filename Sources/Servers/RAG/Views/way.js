"use strict";

// The way to an answer: what was found with which scores, what of it was cited, and how long each step took. Needs
// dom.js, words.js, facts.js, scores.js, calls.js, answer.js and links.js.

const milliseconds = (number) => (number < 10 ? number.toFixed(1) : Math.round(number).toLocaleString("en")) + " ms";

// In the order in which they are taken; whatever else is told comes after them.
const stepsOf = (times = {}) => {
  const known = ["rewrite", "before", "search", "hyde", "context", "answer", "check"];
  const rest = Object.keys(times).filter((name) => !known.includes(name));
  return [...known, ...rest].filter((name) => Object.hasOwn(times, name)).map((name) => [name, Number(times[name])]);
};

const timesBar = (times) => {
  const steps = stepsOf(times);
  if (steps.length === 0) return null;
  const kind = (name) => "step " + name.replace(/\W/g, "");
  const sum = steps.reduce((sum, [, time]) => sum + time, 0);
  return [
    stacked(steps.map(([name, time]) => [kind(name), time]), sum,
      { class: "bar", role: "img", "aria-label": milliseconds(sum) + " in all" }),
    h("ul", { class: "legend" }, steps.map(([name, time]) =>
      h("li", {}, swatch(kind(name)), " ", h("bdi", {}, name), " ", h("b", {}, milliseconds(time))))),
  ];
};

const overlap = (one, other) =>
  one.source_id === other.source_id && one.start < other.end && other.start < one.end;

const candidateItem = (candidate, citations, open) => {
  const { rank, source_id, version, start, end, score, vector, keyword } = candidate;
  const cited = citations.filter((one) => overlap(one, candidate)).map(({ number }) => number);
  const place = { source_id, version, range: { start, end } };
  const name = h("bdi", {}, "Source " + source_id);
  const title = [h("span", { class: "number" }, rank + " "), name];
  const text = h("p", { class: "passage", dir: "auto" });
  const show = ({ source, content }) => {
    name.textContent = sourceName(source);
    text.textContent = content;
  };
  const item = h("li", { class: "hit card" },
    h("div", { class: "line" },
      h("h4", {}, open
        ? button(title, ({ currentTarget }) => open(place, currentTarget), { class: "open" })
        : title),
      scoreBar(score, [["vector", "by meaning", vector], ["keyword", "by words", keyword]])),
    h("p", { class: "muted about" }, rangeWords(place.range), cited.length > 0 && " · ",
      cited.length > 0 && h("b", {}, "cited as " + cited.join(", "))),
    text);
  return { item, read: can("get_source") && (() => readPart(place, 300).then(show)) };
};

// The beginning of a part of a source, as it is now or in the version that is told. A source that is gone has none.
const readPart = ({ source_id: id, version, range: { start, end } }, most) =>
  bridge.call("get_source", { id, version, offset: start, length: Math.max(0, Math.min(end - start, most)) });

const candidatesShown = 10;

const candidateList = (trace, open) => {
  const { candidates = [], citations = [] } = trace;
  const list = h("ol", {});
  const more = h("div", { class: "more" });
  const append = (left) => {
    const made = left.slice(0, candidatesShown).map((one) => candidateItem(one, citations, open));
    list.append(...made.map(({ item }) => item));
    for (const { read } of made) if (read) read().catch(() => {});
    const rest = left.slice(candidatesShown);
    more.replaceChildren(...(rest.length > 0
      ? [button("Show more: " + rest.length.toLocaleString("en") + " left",
        () => append(rest).querySelector(".open")?.focus())] : []));
    return made[0]?.item;
  };
  append(candidates);
  return [list, more];
};

// answer: of get_query; open(place, button)?
const traceView = (answer, open) => {
  const { trace, context, prompt_tokens: prompt, completion_tokens: completion, duration_ms: duration } = answer;
  if (!trace) return h("p", { class: "muted" }, "Nothing of the way to this answer was kept.");
  return h("section", { class: "trace", "aria-label": "The way to this answer" },
    h("h3", {}, "The way to this answer"),
    timesBar(trace.times_ms),
    facts([
      ["Took", duration !== undefined && milliseconds(duration)], ["Reached by", trace.path],
      ["Model", answer.query?.model],
      ["Tokens", prompt !== undefined && count(prompt, "token") + " read, " + count(completion ?? 0, "token")
        + " written"],
      ["Session", answer.session_id],
    ].filter(([, value]) => value !== false)),
    h("p", { class: "legend muted" },
      h("span", {}, swatch("vector"), " by meaning"), h("span", {}, swatch("keyword"), " by words")),
    trace.candidates?.length > 0 ? candidateList(trace, open) : h("p", {}, "Nothing was found."),
    context && h("details", {}, h("summary", {}, "What the answer was made of"),
      h("pre", { class: "text card", dir: "auto", tabindex: "0", role: "region", "aria-label": "Context" }, context)));
};
