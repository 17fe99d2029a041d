"use strict";

// The search itself. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of search_documents, and as input its arguments

const part = (id) => document.getElementById(id);
const [queryBox, modeBox, hitList, factsLine, notes, more, title] =
  ["query", "mode", "hits", "facts", "notes", "more", "found"].map(part);

const typingPause = 180;
let tools;
let turn = 0;
let asked = new AbortController();
let pause = 0;
let documents = null;
let collection = null;
let opener = null;
let similarTo = null;
// With what the model called the tool, in a frame.
let called;
// So many hits are laid out at once, since a result may hold any number.
const stride = 200;

const can = (tool) => bridge.canCall && (tools?.includes(tool) ?? true);

// Calls, of which the last one alone counts

const ask = async (tool, args, show) => {
  asked.abort();
  asked = new AbortController();
  const mine = ++turn;
  const results = part("results");
  results.setAttribute("aria-busy", "true");
  factsLine.textContent = "Searching …";
  const started = performance.now();
  try {
    const answer = await bridge.call(tool, args, asked.signal);
    if (mine === turn) show(answer, Math.round(performance.now() - started));
  } catch (error) {
    if (mine === turn) showFailure(error, () => ask(tool, args, show));
  }
  if (mine === turn) results.removeAttribute("aria-busy");
};

const searchArguments = () => ({
  query: queryBox.value,
  mode: modeBox.value,
  filter: Object.keys(filter.value ?? {}).length > 0 ? filter.value : undefined,
  include: ["content", "context", "metadata"],
  explain: true,
  collection: collection.name,
});

const search = () => {
  clearTimeout(pause);
  similarTo = null;
  if (filter.value === null) return;
  if (queryBox.value.trim() === "") return showStart();
  const args = searchArguments();
  ask("search_documents", args, (answer, time) => showResult(answer, { time, args }));
};

const soon = (work) => {
  clearTimeout(pause);
  pause = setTimeout(work, typingPause);
};

const typed = (event) => {
  if (!event.isComposing) soon(search);
};

const similar = (document) => {
  closeDocument();
  similarTo = document;
  const { filter, collection } = searchArguments();
  const args = { id: document.id, filter, collection };
  ask("find_similar_documents", args, (answer, time) => {
    showResult(answer, { time });
    notes.prepend(h("p", {}, button("Back to the search", search, { class: "small" })));
    title.focus();
  });
};

// What is shown

const clear = () => {
  title.hidden = true;
  hitList.hidden = true;
  hitList.replaceChildren();
  notes.replaceChildren();
  more.replaceChildren();
  factsLine.textContent = "";
};

const note = (...content) => notes.replaceChildren(h("div", { class: "note card" }, content));

const acts = () => ({
  open: can("get_document") && openHit,
  similar: can("find_similar_documents") && similar,
  require: can("search_documents") && ((name, value) => {
    part("filter").open = true;
    filter.require(name, value);
  }),
});

const showResult = (answer, { time, args } = {}) => {
  clear();
  const { hits = [], path, waiting } = answer;
  factsLine.textContent = [
    hits.length === 0 ? "No hits" : count(hits.length, "hit") + (answer.next_cursor ? ", and more" : ""),
    time !== undefined && time + " ms", path,
  ].filter(Boolean).join(" · ");
  collection.waiting = waiting;
  if (hits.length === 0) return showNothing();
  title.replaceChildren(...(similarTo ? ["Similar to ", h("bdi", {}, nameOf(similarTo))] : ["Results"]));
  title.hidden = false;
  append(hits, answer, args);
  if (hits.some(({ parts }) => parts)) notes.replaceChildren(legend());
};

// Hits of an answer below those that are there, and a button for what follows them.
const append = (hits, answer, args) => {
  const last = hitList.lastElementChild;
  hitList.hidden = false;
  hitList.append(...hits.slice(0, stride).map((hit) => hitItem(hit, acts())));
  last?.nextElementSibling?.querySelector(".open")?.focus();
  const rest = hits.slice(stride);
  const next = () => ask("search_documents", { ...args, cursor: answer.next_cursor }, (following) => {
    factsLine.textContent =
      count(hitList.children.length + following.hits.length, "hit") + (following.next_cursor ? ", and more" : "");
    append(following.hits, following, args);
  });
  more.replaceChildren(...(
    rest.length > 0 ? [button("Show more: " + count(rest.length, "hit") + " left", () => append(rest, answer, args))]
      : answer.next_cursor && args && can("search_documents") ? [button("Show more", next)] : []));
};

const legend = () => h("p", { class: "legend muted" },
  h("span", {}, swatch("vector"), " by meaning"), h("span", {}, swatch("keyword"), " by words"));

const showNothing = () => {
  const fitting = filtered() && " and fits the filter";
  if (similarTo) return note(h("p", {}, "No other document is there", fitting, "."));
  note(
    h("p", {}, "No document matches", fitting, "."),
    h("ul", {},
      modeBox.value === "keyword" && h("li", {}, "Compare by meaning, too: other words may say the same."),
      /["-]/.test(queryBox.value) && h("li", {}, "A phrase in quotes must occur, and -word must not: try without.")),
    fitting && can("search_documents") && button("Remove the filter", () => { filter.set(""); queryBox.focus(); }));
};

const filtered = () => Object.keys(filter.value ?? {}).length > 0;

const showFailure = (error, again) => {
  clear();
  note(h("p", { role: "alert" }, error.message), button("Try again", again));
};

const showStart = () => {
  asked.abort();
  turn += 1;
  part("results").removeAttribute("aria-busy");
  clear();
  note(
    h("p", {}, "Ask a question, or give words that a document holds; results come as you type."),
    h("ul", {},
      h("li", {}, "“In quotes” is a phrase that must occur; -word must not."),
      h("li", {}, "/ goes to the search, ↓ and ↑ through the hits; Enter opens one, Esc comes back.")));
};

const showEmpty = () => note(
  h("p", {}, "The collection is empty. Store a document with the tool add_document, or from the shell:"),
  h("pre", {}, h("code", {}, `vector-store call add_document '{"title":"Tea","content":"Sencha is steamed."}'`)),
  button("Look again", begin));

// How many documents there are, and fit the filter.
const countDocuments = async () => {
  if (!can("count_documents")) return;
  const wanted = filter.value;
  const fits = part("fits");
  try {
    await collection.count();
    const { count: fitting } = filtered()
      ? await bridge.call("count_documents", { filter: wanted, collection: collection.name }) : {};
    if (wanted === filter.value) fits.textContent = fitting === undefined ? "" : " · " + count(fitting, "document");
  } catch {
    // The search tells what is wrong.
    fits.textContent = "";
  }
};

// A document and back

const openHit = (hit, pressed) => {
  opener = pressed;
  part("search").hidden = true;
  documents.open(hit.id, nameOf(hit), hit.passage);
};

const closeDocument = () => {
  documents.close();
  part("search").hidden = false;
};

const back = () => {
  closeDocument();
  (opener?.isConnected ? opener : queryBox).focus();
};

// Keyboard

const onkeydown = (event) => {
  const isTyping = event.target.matches("input, textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && documents.isOpen) return back();
  if (event.key === "Escape" && similarTo) return search();
  if (event.key === "Escape" && event.target.matches(".open")) return queryBox.focus();
  if (documents.isOpen) return;
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    return queryBox.select();
  }
  // Nothing is submitted: the frames of some clients do not allow it, and then there is no event of it either.
  if (event.key === "Enter" && event.target === queryBox) {
    event.preventDefault();
    return search();
  }
  goByArrow(event, queryBox, hitList);
};

// Starting

const fillIn = ({ query = "", mode = "hybrid", filter: given, id, key, collection: name }) => {
  similarTo = id === undefined && key === undefined ? null : { id, key };
  collection.name = name;
  queryBox.value = query;
  modeBox.value = mode;
  part("filter").open = Boolean(given);
  filter.set(given ? JSON.stringify(given) : "");
  // The answer to it comes by itself.
  clearTimeout(pause);
};

const filter = filterBuilder(() => {
  part("fits").textContent = "";
  if (documents) soon(begin);
});

const begin = async () => {
  search();
  await countDocuments();
  if (collection.isEmpty && queryBox.value === "") showEmpty();
};

const start = () => {
  part("filter").append(filter.element);
  part("form").addEventListener("submit", (event) => event.preventDefault());
  queryBox.addEventListener("input", typed);
  queryBox.addEventListener("compositionend", typed);
  modeBox.addEventListener("change", search);
  document.addEventListener("keydown", onkeydown);
  const get = (id, offset) =>
    bridge.call("get_document", { id, passage_ranges: true, offset, length: stretch, collection: collection.name });
  collection = collectionPanel(part("collection"), can, () => {
    closeDocument();
    begin();
  });
  documents = documentView(part("document"), get, { back, similar: can("find_similar_documents") && similar });
};

const render = (data) => {
  tools ??= data.tools;
  if (!documents) start();
  part("form").hidden = !can("search_documents");
  if (Array.isArray(data.hits)) return showResult(data, { args: called });
  if (!data.server) throw new Error("The result holds no hits.");
  const name = data.server.title ?? data.server.name;
  document.title = "Search · " + name;
  part("home").textContent = name;
  part("home").hidden = false;
  if (!can("search_documents")) {
    return note(h("p", { role: "alert" },
      "The tool search_documents is not shown by this server, or not to you. It is in the toolset documents: ",
      "start the server with TOOLSETS=documents or TOOLSETS=all."));
  }
  collection.start();
  begin();
  queryBox.focus();
};

bridge.start(render, (args) => {
  if (!documents) start();
  called = args;
  fillIn(args);
});
