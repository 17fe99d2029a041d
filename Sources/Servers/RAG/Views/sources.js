"use strict";

// The sources, and one of them. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of list_sources, and as input its arguments

const [prefixBox, factsLine, notes, hitList, more] = ["prefix", "facts", "notes", "hits", "more"].map(part);

const typingPause = 180;
const calls = latestCalls(part("results"), factsLine);
const list = growingList(hitList, more, factsLine, "source");
let server = null;
let source = null;
let pause = 0;
// With what the model called the tool, in a frame.
let called = {};

// Asking

const run = (args, show) =>
  calls.run("Reading …", (signal) => bridge.call("list_sources", args, signal), show, (error) => {
    clear();
    notes.replaceChildren(failureCard(error, () => run(args, show)));
  });

const refresh = () => {
  clearTimeout(pause);
  const args = { prefix: prefixBox.value.trim() || undefined, limit: 50 };
  return run(args, (answer) => showSources(answer, args));
};

const soon = () => {
  clearTimeout(pause);
  pause = setTimeout(refresh, typingPause);
};

// What is shown

const clear = () => {
  list.clear();
  notes.replaceChildren();
};

const sourceItem = (one) => {
  const name = h("bdi", {}, sourceName(one));
  const { id, uri = one.key, length, chunks, waiting, updated_at: changed } = one;
  return h("li", { class: "hit card" },
    h("h3", {}, can("get_source")
      ? button(name, ({ currentTarget }) => source.open({ ...one, version: undefined }, currentTarget),
        { class: "open" }) : name),
    h("p", { class: "muted about" }, "id " + id + " · ", uri && uri !== sourceName(one) && h("bdi", {}, uri + " · "),
      count(length, "character") + " · " + count(chunks, "chunk"), changed && [" · changed ", timeOf(changed)]),
    (chunks === 0 || waiting > 0) && h("p", { class: "waiting about" },
      chunks === 0 ? "It is not cut yet, so it is not found." : count(waiting, "chunk") + " of it wait for vectors."));
};

const showPage = ({ sources, next_cursor: cursor }, args) => list.append(sources, sourceItem,
  cursor && can("list_sources") && (() => run({ ...args, cursor }, (next) => showPage(next, args))));

const showSources = (answer, args) => {
  clear();
  if (answer.sources.length > 0) return showPage(answer, args);
  return notes.replaceChildren(args.prefix
    ? noteCard("The key or the address of no source begins like this.") : noSource());
};

const sourceFacts = (one) => facts([
  ["Id", one.id], ["Key", one.key], ["Read from", one.uri], ["Type", one.media_type],
  ["Length", count(one.length, "character")], ["Chunks", count(one.chunks, "chunk")],
  ["Without vectors yet", one.waiting && count(one.waiting, "chunk")], ["Version", one.version],
  ["Added", timeOf(one.created_at)], ["Changed", timeOf(one.updated_at)],
  ...Object.entries(isObject(one.metadata) ? one.metadata : { Metadata: one.metadata }),
]);

// What is told of the open source, and what can be done with it.
const aboutSource = (one) => h("section", { "aria-label": "About the source" },
  sourceFacts(one),
  h("div", { class: "acts" },
    server && can("rag_query") && h("a", { href: "/views/ask" + placeHash({ sources: one.id }) }, "Ask this source"),
    can("delete_source") && deletion(one)));

// Deleting is for good, so it is asked for twice.
const deletion = (one) => {
  const element = h("span", { class: "acts", role: "group", "aria-label": "Deletion" });
  const status = h("span", { role: "status" });
  const ask = () => {
    const keep = button("Keep it", () => {
      show();
      element.querySelector("button").focus();
    });
    element.replaceChildren(h("span", {}, "Delete it for good, with its former texts?"),
      button("Delete for good", remove, { class: "danger" }), keep, status);
    keep.focus();
  };
  const remove = async () => {
    status.classList.remove("failed");
    status.textContent = "Deleting …";
    try {
      await bridge.call("delete_source", { id: one.id });
    } catch (error) {
      status.classList.add("failed");
      status.textContent = error.message;
      return;
    }
    source.close();
    if (can("list_sources")) await refresh();
    notes.prepend(h("p", { role: "status" }, h("bdi", {}, sourceName(one)), " is deleted."));
    prefixBox.focus();
  };
  const show = () => element.replaceChildren(button("Delete …", ask, { class: "danger" }));
  show();
  return element;
};

// Keyboard

const onkeydown = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (event.key === "Escape") {
    if (source.isOpen) return source.back();
    return event.target.matches(".open") && prefixBox.focus();
  }
  if (event.key === "/" && !event.target.matches("input") && prefixBox.checkVisibility()) {
    event.preventDefault();
    return prefixBox.select();
  }
  // Nothing is submitted: the frames of some clients do not allow it, and then there is no event of it either.
  if (event.key === "Enter" && event.target === prefixBox) {
    event.preventDefault();
    return refresh();
  }
  return goByArrow(event, prefixBox, hitList);
};

// Starting

const start = () => {
  if (source) return;
  source = sourcePane(part("source"), hitList, prefixBox, aboutSource);
  part("form").addEventListener("submit", (event) => event.preventDefault());
  prefixBox.addEventListener("input", ({ isComposing }) => isComposing || soon());
  prefixBox.addEventListener("compositionend", soon);
  document.addEventListener("keydown", onkeydown);
};

const render = (data) => {
  tools ??= data.tools;
  start();
  part("form").hidden = !can("list_sources");
  if (data.server) {
    ({ server } = data);
    document.title = "Sources · " + (server.title ?? server.name);
    ragLinks(server, "sources");
    if (!can("list_sources")) return notes.replaceChildren(missingTool("list_sources"));
    prefixBox.focus();
    return refresh();
  }
  if (!Array.isArray(data.sources)) throw new Error("The result holds no sources.");
  calls.stop();
  source.close();
  return showSources(data, called);
};

bridge.start(render, (args) => {
  start();
  called = args;
  prefixBox.value = args.prefix ?? "";
  // The answer to it comes by itself.
  clearTimeout(pause);
});
