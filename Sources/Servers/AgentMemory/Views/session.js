"use strict";

// Conversations: which there are, and what was said in one, in its order. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of get_conversation or search_conversations, and as input its arguments

const [queryBox, hitList, factsLine, notes, more, title, way, talk, turnList, values] =
  ["query", "hits", "facts", "notes", "more", "title", "way", "talk", "turns", "values"].map(part);

const typingPause = 180;
// So many turns are asked for, and so many are laid out at once.
const page = 100;
const stride = 200;

const calls = latestCalls(part("results"), factsLine);
let server = null;
// The session that is open: { id, title? }; null where the list is shown.
let session = null;
// Its turns that are known, without gaps; which of them are laid out; and whether more follow.
let turns = [];
let laid = { from: 0, to: 0 };
let hasLater = false;
let found = null;
let pause = 0;
let called = {};

const query = () => queryBox.value.trim();

const banks = bankChoice((name) => {
  session = null;
  queryBox.value = "";
  setPlace({ bank: name });
  refresh();
});

// Asking

const run = (words, tool, args, show) =>
  calls.run(words, (signal) => bridge.call(tool, args, signal), show, (error) => {
    notes.replaceChildren(failureCard(error, () => run(words, tool, args, show)));
  });

const refresh = () => {
  clearTimeout(pause);
  clear();
  showWay();
  if (query() !== "") return search();
  return session ? openAt(session) : list();
};

const list = () => {
  const args = { bank: banks.name, limit: 50 };
  return run("Reading …", "list_conversations", args, (answer) => {
    clear();
    showSessions(answer, args);
  });
};

const search = () => {
  const args = {
    query: queryBox.value, limit: 20, session_ids: session ? [session.id] : undefined,
    banks: banks.name === undefined ? undefined : [banks.name],
  };
  return run("Searching …", "search_conversations", args, (answer, time) => showHits(answer, time));
};

const soon = () => {
  clearTimeout(pause);
  pause = setTimeout(refresh, typingPause);
};

const conversation = (args) => ({ session_id: session.id, bank: banks.name, limit: page, ...args });

// Opens a session at one of its turns, or at its beginning.
const openAt = ({ id, title: name }, turn) => {
  session = { id, title: name };
  setPlace({ bank: banks.name, session: id });
  clear();
  queryBox.value = "";
  showWay();
  // Some of what came before tells what it was about.
  const first = turn === undefined ? 0 : Math.max(0, turn - 10);
  readValues();
  return run("Reading …", "get_conversation", conversation({ from_turn: first }), (answer) => {
    showTurns(answer, turn);
    const target = turn === undefined ? title : part("turn-" + turn) ?? title;
    target.focus();
    target.scrollIntoView({ block: turn === undefined ? "nearest" : "center" });
  });
};

const earlier = () => {
  if (laid.from > 0) return lay({ from: Math.max(0, laid.from - stride), to: laid.to });
  const args = conversation({ order: "newest", from_turn: turns[0].turn - 1 });
  return run("Reading …", "get_conversation", args, (answer) => {
    const added = answer.turns.toReversed();
    turns = [...added, ...turns];
    lay({ from: 0, to: laid.to + added.length });
  });
};

const later = () => {
  if (laid.to < turns.length) return lay({ from: laid.from, to: Math.min(turns.length, laid.to + stride) });
  return run("Reading …", "get_conversation", conversation({ from_turn: turns.at(-1).turn + 1 }), (answer) => {
    const next = turns.length;
    turns = [...turns, ...answer.turns];
    hasLater = answer.next_cursor !== undefined;
    lay({ from: laid.from, to: turns.length });
    turnList.querySelector("#turn-" + turns[next]?.turn)?.scrollIntoView({ block: "nearest" });
  });
};

// The values are told where they can be had, and the turns do not wait for them.
const readValues = async () => {
  if (!can("get_working_memory")) return;
  const { id } = session;
  try {
    const answer = await bridge.call("get_working_memory", { session_id: id, bank: banks.name });
    if (session?.id === id) showValues(answer.values);
  } catch {
    // What reads the turns tells what is wrong.
  }
};

// What is shown

const clear = () => {
  hitList.hidden = true;
  hitList.replaceChildren();
  notes.replaceChildren();
  more.replaceChildren();
  talk.hidden = true;
  values.hidden = true;
};

const showWay = () => {
  const list = query() === "" ? "All conversations" : "Results";
  title.replaceChildren(h("bdi", {}, session ? session.title ?? session.id ?? "" : list));
  way.replaceChildren(...(session && can("list_conversations") ? [button("← All conversations", leave)] : []));
  queryBox.placeholder = session ? "Search this conversation" : "Search what was said";
  part("bank").hidden = banks.name === undefined;
  if (server) memoryLinks(server, "session", banks.name);
};

const leave = () => {
  session = null;
  queryBox.value = "";
  setPlace({ bank: banks.name });
  return refresh().then(() => queryBox.focus());
};

const showSessions = ({ conversations, next_cursor: cursor }, args) => {
  const make = (one) => h("li", { class: "hit card" },
    h("h3", {}, button(h("bdi", {}, one.title || one.session_id),
      () => openAt({ id: one.session_id, title: one.title }), { class: "open" })),
    h("p", { class: "muted about" }, one.title && h("bdi", {}, one.session_id + " · "), count(one.turns, "turn"),
      one.updated_at && " · last " + timeWords(one.updated_at)));
  const last = hitList.lastElementChild;
  hitList.hidden = conversations.length === 0;
  hitList.append(...conversations.map(make));
  last?.nextElementSibling?.querySelector(".open")?.focus();
  const number = hitList.children.length;
  factsLine.textContent = number === 0 ? "" : count(number, "conversation") + (cursor ? ", and more" : "");
  more.replaceChildren(...(cursor ? [button("Show more", () =>
    run("Reading …", "list_conversations", { ...args, cursor }, (next) => showSessions(next, args)))] : []));
  if (number === 0) notes.replaceChildren(noteCard("Nothing was said in this bank yet: add_messages adds it."));
};

const showHits = ({ hits, waiting }, time) => {
  clear();
  factsLine.textContent = [
    hits.length === 0 ? "Nothing like it was said" : count(hits.length, "turn"), time !== undefined && time + " ms",
  ].filter(Boolean).join(" · ");
  const words = waitingWords(waiting ?? {}).join("; ");
  if (words) notes.replaceChildren(h("p", { class: "waiting" }, words));
  hitList.hidden = hits.length === 0;
  const context = {
    terms: queryTerms(queryBox.value), session: session === null,
    open: can("get_conversation") && ((turn, bank) => {
      banks.name = bank ?? banks.name;
      openAt({ id: turn.session_id, title: session?.title }, turn.turn);
    }),
  };
  hitList.append(...hits.slice(0, stride).map((hit) => turnHit(hit, context)));
  const rest = hits.length - stride;
  if (rest > 0) more.replaceChildren(h("p", { class: "muted" }, rest.toLocaleString("en") + " more are not shown."));
};

const showTurns = ({ turns: all, next_cursor: cursor }, turn) => {
  turns = all.toSorted((one, other) => one.turn - other.turn);
  hasLater = cursor !== undefined;
  found = turn ?? null;
  talk.hidden = false;
  lay({ from: 0, to: Math.min(turns.length, stride) });
};

const lay = (range) => {
  laid = range;
  turnList.replaceChildren(...timeline(turns.slice(laid.from, laid.to), found));
  const first = turns[laid.from]?.turn;
  const canRead = can("get_conversation");
  const act = (words, work) => [button(words, work)];
  part("earlier").replaceChildren(...(
    laid.from > 0 || (first > 0 && canRead) ? act("Earlier turns: " + first.toLocaleString("en"), earlier) : []));
  const left = turns.length - laid.to;
  part("later").replaceChildren(...(
    left > 0 ? act("Later turns: " + left.toLocaleString("en") + (hasLater ? " and more" : ""), later)
      : hasLater && canRead ? act("Later turns", later) : []));
  factsLine.textContent = turns.length === 0 ? "No turns" : [
    "Turns " + first.toLocaleString("en") + " to " + turns[laid.to - 1].turn.toLocaleString("en"),
    count(new Set(turns.map(speakerOf)).size, "speaker"),
  ].join(" · ");
};

const showValues = (list) => {
  values.hidden = list.length === 0;
  values.replaceChildren(h("summary", {}, "Working memory: " + count(list.length, "value")),
    valueTable(list.slice(0, stride)));
};

// Keyboard

const onkeydown = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (event.key === "/" && !event.target.matches("input, select, textarea")) {
    event.preventDefault();
    return queryBox.select();
  }
  if (event.key === "Escape") {
    if (event.target.matches(".open")) return queryBox.focus();
    if (query() !== "" && can("list_conversations")) {
      queryBox.value = "";
      return refresh();
    }
    return session && can("list_conversations") && leave();
  }
  // Nothing is submitted: the frames of some clients do not allow it, and then there is no event of it either.
  if (event.key === "Enter" && event.target === queryBox) {
    event.preventDefault();
    return refresh();
  }
  return goByArrow(event, queryBox, hitList);
};

// Starting

let isStarted = false;
const start = () => {
  if (isStarted) return;
  isStarted = true;
  part("form").addEventListener("submit", (event) => event.preventDefault());
  queryBox.addEventListener("input", ({ isComposing }) => isComposing || soon());
  queryBox.addEventListener("compositionend", soon);
  document.addEventListener("keydown", onkeydown);
};

const startPage = async () => {
  document.title = "Conversations · " + (server.title ?? server.name);
  banks.name = place.bank;
  showWay();
  if (!can("list_conversations")) return notes.replaceChildren(missingTool("list_conversations"));
  // Where the list of banks fails, what is read next tells why.
  if (can("list_memory_banks")) await banks.start().catch(() => {});
  part("bank").replaceChildren(h("span", {}, "Bank ", banks.element.childElementCount > 0
    ? banks.element : h("b", {}, h("bdi", {}, banks.name ?? ""))));
  return place.session === undefined ? refresh().then(() => queryBox.focus()) : openAt({ id: place.session });
};

const render = (data) => {
  tools ??= data.tools;
  start();
  part("form").hidden = !can("search_conversations");
  if (data.server) {
    ({ server } = data);
    return startPage();
  }
  calls.stop();
  clear();
  if (Array.isArray(data.turns)) {
    session = { id: called.session_id ?? data.turns[0]?.session_id };
    showWay();
    if (called.session_id !== undefined && bridge.canCall) readValues();
    return showTurns(data);
  }
  if (!Array.isArray(data.hits)) throw new Error("The result holds nothing that was said.");
  showWay();
  return showHits(data);
};

bridge.start(render, (args) => {
  start();
  called = args;
  banks.name = args.bank ?? (args.banks?.length === 1 ? args.banks[0] : undefined);
  part("bank").replaceChildren(...(banks.name === undefined ? [] : [h("span", {}, "Bank ",
    h("b", {}, h("bdi", {}, banks.name)))]));
  const only = args.session_id ?? (args.session_ids?.length === 1 ? args.session_ids[0] : undefined);
  session = only === undefined ? null : { id: only };
  queryBox.value = args.query ?? "";
  // The answer to it comes by itself.
  clearTimeout(pause);
});
