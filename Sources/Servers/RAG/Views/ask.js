"use strict";

// A question, and its answer with what it cites. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of rag_query, and as input its arguments

const [questionBox, go, factsLine, notes, answerPart] = ["question", "go", "facts", "notes", "answer"].map(part);

const calls = latestCalls(part("results"), factsLine);
let server = null;
let source = null;
let scope = null;
// Which question is being answered; 0 for none.
let asking = 0;
let asked = 0;

// Asking

const setAsking = (number) => {
  asking = number;
  go.textContent = number > 0 ? "Stop" : "Ask";
};

const ask = async () => {
  const question = questionBox.value.trim();
  const given = scope.arguments;
  if (question === "") return questionBox.focus();
  if (given === null) {
    part("scope").open = true;
    return part("scope").querySelector("[aria-invalid=true]")?.focus();
  }
  clear();
  const mine = ++asked;
  setAsking(mine);
  const args = { query: question, ...given };
  await calls.run("Looking for an answer …", (signal) => bridge.call("rag_query", args, signal),
    (answer, time) => showAnswer(answer, question, time),
    (error) => notes.replaceChildren(failureCard(error, ask)));
  if (asking === mine) setAsking(0);
};

const stop = () => {
  calls.stop();
  setAsking(0);
  factsLine.textContent = "Stopped.";
};

// What is shown

const clear = () => {
  source.close();
  notes.replaceChildren();
  answerPart.replaceChildren();
};

const showAnswer = (answer, question, time) => {
  clear();
  const { abstained, citations, sentences, best_score: best, query_id: id } = answer;
  const open = can("get_source") ? source.open : undefined;
  factsLine.replaceChildren(...inLine([
    abstained ? "No answer" : count(sentences.length, "sentence") + ", " + count(citations.length, "citation"),
    makerTells(answer),
    best !== undefined && "best score " + best.toFixed(2), time !== undefined && time.toLocaleString("en") + " ms",
  ]));
  const hint = h("p", { class: "muted" },
    "Where the best passage scores too little, the question is taken for foreign to the sources. Say it in other "
    + "words, or ask of more sources.");
  answerPart.replaceChildren(...[
    h("h2", { tabindex: "-1" }, h("bdi", {}, question || "Answer")),
    answerView(answer, open, hint),
    id !== undefined && keptView(id),
  ].flat().filter(Boolean));
};

const showStart = () => notes.replaceChildren(noteCard(
  h("p", {}, "Ask a question: the answer names the places in the sources that it rests on, and a click opens them."),
  h("ul", {},
    h("li", {}, "Enter asks, and Esc stops."),
    h("li", {}, "/ goes to the question, ↓ and ↑ through what is cited; Enter opens it, Esc comes back."))));

// Where the list of sources fails, the first question tells why.
const lookForSources = async () => {
  if (!can("list_sources")) return;
  const { sources } = await bridge.call("list_sources", { limit: 1 }).catch(() => ({ sources: [null] }));
  if (sources.length === 0 && asked === 0) notes.replaceChildren(noSource());
};

// Keyboard

const onkeydown = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (event.key === "Escape") {
    if (source.isOpen) return source.back();
    if (asking > 0) return stop();
    return event.target.matches(".open, .cite") && questionBox.focus();
  }
  if (event.key === "/" && !event.target.matches("input, select, textarea") && questionBox.checkVisibility()) {
    event.preventDefault();
    return questionBox.select();
  }
  // Nothing is submitted: the frames of some clients do not allow it, and then there is no event of it either.
  if (event.key === "Enter" && event.target.matches("#question, #session, #ids")) {
    event.preventDefault();
    return ask();
  }
  return goByArrow(event, questionBox, answerPart);
};

// Starting

const start = () => {
  if (source) return;
  scope = questionScope((given) => {
    if (!server || !given) return;
    const { session_id: session, source_ids: sources } = given;
    setPlace({ session, sources: sources?.join(",") });
    ragLinks(server, "ask", { session });
  });
  source = sourcePane(part("source"), answerPart, questionBox);
  part("form").addEventListener("submit", (event) => event.preventDefault());
  go.addEventListener("click", () => (asking > 0 ? stop() : ask()));
  document.addEventListener("keydown", onkeydown);
};

const startPage = () => {
  document.title = "Ask · " + (server.title ?? server.name);
  ragLinks(server, "ask");
  if (!can("rag_query")) return notes.replaceChildren(missingTool("rag_query"));
  const ids = (place.sources ?? "").split(",").filter((one) => /^\d+$/.test(one)).map(Number);
  scope.set({ session_id: place.session, source_ids: ids });
  showStart();
  lookForSources();
  return questionBox.focus();
};

const render = (data) => {
  tools ??= data.tools;
  start();
  part("form").hidden = !can("rag_query");
  if (data.server) {
    ({ server } = data);
    return startPage();
  }
  if (!Array.isArray(data.sentences) || !Array.isArray(data.citations)) throw new Error("The result is no answer.");
  calls.stop();
  setAsking(0);
  return showAnswer(data, questionBox.value, data.duration_ms && Math.round(data.duration_ms));
};

bridge.start(render, (args) => {
  start();
  questionBox.value = args.query ?? "";
  scope.set(args);
});
