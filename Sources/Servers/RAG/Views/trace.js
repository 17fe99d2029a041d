"use strict";

// A question that was asked earlier, its answer, and the way to it. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of get_query

const [factsLine, notes, answerPart, idBox] = ["facts", "notes", "answer", "id"].map(part);

const calls = latestCalls(part("results"), factsLine);
let server = null;
let source = null;

const read = () => {
  const id = Number(idBox.value);
  if (!(Number.isInteger(id) && id > 0)) return idBox.focus();
  setPlace({ query: id });
  clear();
  return calls.run("Reading …", (signal) => bridge.call("get_query", { id }, signal), (answer) => {
    show(answer);
    answerPart.querySelector("h2").focus();
  }, (error) => notes.replaceChildren(failureCard(error, read)));
};

const clear = () => {
  source.close();
  notes.replaceChildren();
  answerPart.replaceChildren();
};

const show = (answer) => {
  const { query, session_id: session } = answer;
  clear();
  idBox.value = query.id;
  factsLine.replaceChildren(...questionTells(query));
  answerPart.replaceChildren(
    h("h2", { tabindex: "-1" }, h("bdi", {}, query.query)),
    ...questionView(answer, can("get_source") ? source.open : undefined));
  if (server) ragLinks(server, "trace", { session: session ?? undefined });
};

const onkeydown = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (event.key === "Escape") return source.isOpen ? source.back() : event.target.matches(".open") && idBox.focus();
  // Nothing is submitted: the frames of some clients do not allow it, and then there is no event of it either.
  if (event.key === "Enter" && event.target === idBox) {
    event.preventDefault();
    return read();
  }
  // In the box, arrows change the number.
  return event.target.matches(".open") && goByArrow(event, idBox, answerPart);
};

const startPage = () => {
  document.title = "Trace · " + (server.title ?? server.name);
  ragLinks(server, "trace");
  if (!can("get_query")) return notes.replaceChildren(missingTool("get_query"));
  if (place.query) {
    idBox.value = place.query;
    return read();
  }
  notes.replaceChildren(noteCard(
    "A question that was answered is kept with the way to its answer. Open one from the answer, from the earlier "
    + "questions, or by its id."));
  return idBox.focus();
};

const render = (data) => {
  tools ??= data.tools;
  if (!source) {
    source = sourcePane(part("source"), answerPart, idBox);
    part("form").addEventListener("submit", (event) => event.preventDefault());
    part("go").addEventListener("click", read);
    document.addEventListener("keydown", onkeydown);
  }
  part("form").hidden = bridge.framed || !can("get_query");
  if (data.server) {
    ({ server } = data);
    return startPage();
  }
  if (typeof data.query?.query !== "string") throw new Error("The result holds no question.");
  calls.stop();
  return show(data);
};

bridge.start(render);
