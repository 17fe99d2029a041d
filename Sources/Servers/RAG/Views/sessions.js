"use strict";

// What was asked earlier: sessions and their questions. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of list_sessions or get_session, and as input its arguments

const [factsLine, notes, hitList, more, title, way] = ["facts", "notes", "hits", "more", "title", "way"].map(part);

const calls = latestCalls(part("results"), factsLine);
const sessionList = growingList(hitList, more, factsLine, "session");
const questionList = growingList(hitList, more, factsLine, "question");
let server = null;
// The name of the session that is open; undefined for none.
let session = place.session;
// With what the model called the tool, in a frame.
let called = {};

// Asking

const run = (tool, args, show) =>
  calls.run("Reading …", (signal) => bridge.call(tool, args, signal), show, (error) => {
    notes.replaceChildren(failureCard(error, () => run(tool, args, show)));
  });

const setSession = (name) => {
  session = name;
  setPlace({ session });
};

const listSessions = () => {
  setSession();
  return run("list_sessions", { limit: 50 }, (answer) => showSessions(answer, { limit: 50 }));
};

const openSession = (name) => {
  setSession(name);
  clear(name);
  title.focus();
  const args = { session_id: name, limit: 50 };
  return run("get_session", args, (answer) => showQuestions(answer, args));
};

const leave = () => listSessions().then(() => (hitList.querySelector(".open") ?? title).focus());

// What is shown

const clear = (name) => {
  notes.replaceChildren();
  sessionList.clear();
  title.replaceChildren(h("bdi", {}, name));
  way.replaceChildren(...[
    session !== undefined && can("list_sessions") && button("← All sessions", leave),
    server && session !== undefined && can("rag_query") &&
      h("a", { href: "/views/ask" + placeHash({ session }) }, "Ask in this session"),
  ].filter(Boolean));
};

const sessionItem = ({ session_id: id, title: given, queries, updated_at: at }) => {
  const name = h("bdi", {}, given || id);
  return h("li", { class: "hit card" },
    h("h3", {}, can("get_session") ? button(name, () => openSession(id), { class: "open" }) : name),
    h("p", { class: "muted about" }, given && h("bdi", {}, id + " · "), count(queries, "question"),
      at && [" · last ", timeOf(at)]));
};

const appendSessions = ({ sessions, next_cursor: cursor }, args) =>
  sessionList.append(sessions, sessionItem, cursor && can("list_sessions") && (() =>
    run("list_sessions", { ...args, cursor }, (next) => appendSessions(next, args))));

const showSessions = (answer, args) => {
  clear("Sessions");
  if (answer.sessions.length > 0) return appendSessions(answer, args);
  return notes.replaceChildren(noteCard(
    "No question was asked in a session yet. Give rag_query a session_id, or name one where you ask."));
};

const questionItem = (query) => {
  const name = h("bdi", {}, query.query);
  return h("li", { class: "hit card" },
    h("h3", {}, server && can("get_query")
      ? h("a", { class: "open", href: "/views/trace" + placeHash({ query: query.id }) }, name) : name),
    h("p", { class: "passage", dir: "auto" }, query.answer),
    h("p", { class: "muted about" }, questionTells(query)));
};

const appendQuestions = ({ queries, next_cursor: cursor }, args) => questionList.append(queries, questionItem,
  cursor && can("get_session") && (() =>
    run("get_session", { ...args, cursor }, (next) => appendQuestions(next, args))));

const showQuestions = (answer, args) => {
  clear(session ?? "Questions");
  if (answer.queries.length > 0) return appendQuestions(answer, args);
  return notes.replaceChildren(noteCard("Nothing was asked in this session."));
};

// Keyboard

const onkeydown = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (event.key === "Escape") return way.querySelector("button")?.click();
  return goByArrow(event, title, hitList);
};

// Starting

let isStarted = false;
const render = (data) => {
  tools ??= data.tools;
  if (!isStarted) document.addEventListener("keydown", onkeydown);
  isStarted = true;
  if (data.server) {
    ({ server } = data);
    document.title = "Earlier questions · " + (server.title ?? server.name);
    ragLinks(server, "sessions");
    if (can("list_sessions")) return session === undefined ? listSessions() : openSession(session);
    title.textContent = "Sessions";
    return notes.replaceChildren(missingTool("list_sessions"));
  }
  calls.stop();
  if (Array.isArray(data.sessions)) {
    setSession();
    return showSessions(data, {});
  }
  if (!Array.isArray(data.queries)) throw new Error("The result holds no questions.");
  setSession(called.session_id);
  return showQuestions(data, called);
};

bridge.start(render, (args) => { called = args; });
