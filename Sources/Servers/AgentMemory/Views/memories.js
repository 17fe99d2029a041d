"use strict";

// Banks, and the memories in them. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of search_memories, list_memories or list_memory_banks, and as input its arguments

const [queryBox, modeBox, hitList, factsLine, notes, more, title, bankLine, results] =
  ["query", "mode", "hits", "facts", "notes", "more", "found", "bank", "results"].map(part);

const typingPause = 180;
// So many are laid out at once, since a result may hold any number.
const stride = 200;

const calls = latestCalls(results, factsLine);
let server = null;
// The bank that is open; undefined on the page of all banks.
let bank = place.bank;
// The names of the banks, as far as they were listed.
let known = [];
let details = null;
let opener = null;
let pause = 0;
// With what the model called the tool, in a frame.
let called = {};

const query = () => queryBox.value.trim();

// Asking

const run = (tool, args, show) =>
  calls.run("Searching …", (signal) => bridge.call(tool, args, signal), show, (error) => {
    clear();
    notes.replaceChildren(failureCard(error, () => run(tool, args, show)));
  });

const refresh = () => {
  clearTimeout(pause);
  filter.isSearch = query() !== "";
  if (query() !== "") return search();
  part("filter").hidden = bank === undefined;
  return bank === undefined ? listBanks() : list();
};

const search = () => {
  part("filter").hidden = false;
  const banks = bank !== undefined ? [bank] : known.length > 0 ? known.slice(0, 100) : undefined;
  const args = { query: queryBox.value, mode: modeBox.value, banks, limit: 20, ...filter.ofSearch };
  return run("search_memories", args, (answer, time) => showHits(answer, args, time));
};

const list = () => {
  const args = { bank, limit: 50, ...filter.ofList };
  return run("list_memories", args, (answer) => showMemories(answer, args));
};

const listBanks = () => run("list_memory_banks", { limit: 100 }, showBanks);

const soon = () => {
  clearTimeout(pause);
  pause = setTimeout(refresh, typingPause);
};

const typed = ({ isComposing }) => isComposing || soon();

const openBank = (name) => {
  bank = name;
  setPlace({ bank });
  queryBox.value = "";
  showBankLine();
  return refresh().then(() => (title.hidden ? queryBox : title).focus());
};

// What is shown

const clear = () => {
  title.hidden = true;
  hitList.hidden = true;
  hitList.replaceChildren();
  notes.replaceChildren();
  more.replaceChildren();
};

const showBankLine = () => {
  bankLine.hidden = bank === undefined;
  bankLine.replaceChildren(h("span", {}, "Bank ", h("b", {}, h("bdi", {}, bank ?? ""))),
    can("list_memory_banks") ? button("All banks", () => openBank(undefined), { class: "small" }) : "");
  if (server) memoryLinks(server, "memories", bank);
};

// Items below those that are there, in steps, and a button for what follows them.
const append = (items, make, next) => {
  const last = hitList.lastElementChild;
  hitList.hidden = false;
  hitList.append(...items.slice(0, stride).map(make));
  last?.nextElementSibling?.querySelector(".open")?.focus();
  const rest = items.slice(stride);
  more.replaceChildren(...(
    rest.length > 0
      ? [button("Show more: " + rest.length.toLocaleString("en") + " left", () => append(rest, make, next))]
      : next ? [button("Show more", next)] : []));
};

// What a tool lists page by page, under the name of what it is.
const showPage = (name, noun, tool, answer, args, make) => {
  const items = answer[name];
  const cursor = answer.next_cursor;
  append(items, make, cursor && can(tool) &&
    (() => run(tool, { ...args, cursor }, (next) => showPage(name, noun, tool, next, args, make))));
  const number = hitList.children.length + Math.max(0, items.length - stride);
  factsLine.textContent = count(number, noun, name) + (cursor ? ", and more" : "");
};

const heading = (words) => {
  title.replaceChildren(words);
  title.hidden = false;
};

const itemContext = () => ({
  terms: queryTerms(queryBox.value), bank: bank === undefined, open: can("get_memory") && openMemory,
});

const fitting = () => (filter.isSet ? " and fits the filter" : "");

const showHits = (answer, args, time) => {
  clear();
  const { hits, waiting, time: range } = answer;
  factsLine.textContent = [
    hits.length === 0 ? "No hits" : count(hits.length, "hit"),
    args?.banks?.length > 1 && "in " + count(args.banks.length, "bank"), time !== undefined && time + " ms",
  ].filter(Boolean).join(" · ");
  const words = waitingWords(waiting ?? {});
  if (range) {
    words.push("“" + range.phrase + "” is " + memoryTime({ valid_from: range.after, valid_to: range.before }));
  }
  if (words.length > 0) notes.replaceChildren(h("p", { class: "waiting" }, h("bdi", {}, words.join("; "))));
  if (hits.length === 0) {
    return notes.append(noteCard("No memory matches" + fitting() + ". What is not believed any more is left out."));
  }
  heading("Results");
  const context = itemContext();
  append(hits, (hit) => memoryItem(hit, context));
};

const showMemories = (answer, args) => {
  clear();
  bank ??= answer.memories[0]?.bank;
  if (answer.memories.length === 0) {
    return notes.append(noteCard(filter.isSet ? "No memory fits the filter." : "This bank has no such memories."));
  }
  heading("Memories");
  const context = itemContext();
  return showPage("memories", "memory", "list_memories", answer, args, (memory) => memoryItem({ memory }, context));
};

const bankItem = (one) => h("li", { class: "hit card" },
  h("div", { class: "line" },
    h("h3", {}, can("list_memories")
      ? button(h("bdi", {}, one.name), () => openBank(one.name), { class: "open" }) : h("bdi", {}, one.name)),
    h("p", { class: "muted about" },
      [h("b", {}, one.memories.toLocaleString("en")), " believed · ",
        one.retired.toLocaleString("en") + " retired · " + count(one.turns, "turn")])),
  one.description && h("p", {}, h("bdi", {}, beginning(one.description, 500))),
  h("p", { class: "muted about" },
    one.is_default && h("span", { class: "tag" }, "where none is named"), " ",
    one.updated_at && "changed " + timeWords(one.updated_at)));

const showBanks = (answer) => {
  clear();
  known = answer.banks.map(({ name }) => name);
  if (known.length === 0) return showEmpty();
  heading("Banks");
  return showPage("banks", "bank", "list_memory_banks", answer, { limit: 100 }, bankItem);
};

const showEmpty = () => notes.append(noteCard(
  h("p", {}, "There is no bank yet. The first memory makes one, as from the shell:"),
  h("pre", {}, h("code", {}, `agent-memory call store_memory '{"content":"Mara drinks green tea."}'`))));

// A memory and back

const openMemory = (hit, pressed) => {
  opener = pressed;
  part("search").hidden = true;
  details.open(hit.memory, hit.passage);
};

const closeMemory = () => {
  details.close();
  part("search").hidden = false;
};

// Back to a memory in the list, which is read again if something was changed.
const back = async (id, changed) => {
  closeMemory();
  if (changed) await refresh();
  (part("memory-" + id)?.querySelector(".open") ?? (opener?.isConnected ? opener : queryBox)).focus();
};

// Keyboard

const onkeydown = (event) => {
  if (details.isOpen) return details.key(event);
  const isTyping = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (event.key === "Escape" && event.target.matches(".open")) return queryBox.focus();
  if (event.key === "Escape" && bank !== undefined && query() === "" && can("list_memory_banks")) {
    return openBank(undefined);
  }
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    return queryBox.select();
  }
  // Nothing is submitted: the frames of some clients do not allow it, and then there is no event of it either.
  if (event.key === "Enter" && event.target === queryBox) {
    event.preventDefault();
    return refresh();
  }
  return goByArrow(event, queryBox, hitList);
};

// Starting

const filter = memoryFilter(() => refresh());

const start = () => {
  part("filter").append(filter.element);
  part("form").addEventListener("submit", (event) => event.preventDefault());
  queryBox.addEventListener("input", typed);
  queryBox.addEventListener("compositionend", typed);
  modeBox.addEventListener("change", () => query() !== "" && refresh());
  document.addEventListener("keydown", onkeydown);
  const session = !bridge.framed && can("get_conversation") && ((memory) =>
    "/views/session" + placeHash({ bank: memory.bank, session: memory.session_id }));
  details = memoryView(part("memory"), { back, session });
};

const render = (data) => {
  tools ??= data.tools;
  if (!details) start();
  part("form").hidden = !can("search_memories");
  calls.stop();
  closeMemory();
  if (Array.isArray(data.hits)) return showHits(data, called);
  if (Array.isArray(data.memories)) return showMemories(data, called);
  if (Array.isArray(data.banks)) return showBanks(data);
  if (!data.server) throw new Error("The result holds no memories.");
  ({ server } = data);
  document.title = "Memories · " + (server.title ?? server.name);
  showBankLine();
  if (!can("list_memory_banks")) return notes.replaceChildren(missingTool("list_memory_banks"));
  refresh();
  return queryBox.focus();
};

bridge.start(render, (args) => {
  if (!details) start();
  called = args;
  bank = args.bank ?? (args.banks?.length === 1 ? args.banks[0] : undefined);
  queryBox.value = args.query ?? "";
  modeBox.value = args.mode ?? "hybrid";
  filter.fillIn(args);
  filter.isSearch = args.query !== undefined;
  showBankLine();
  // The answer to it comes by itself.
  clearTimeout(pause);
});
