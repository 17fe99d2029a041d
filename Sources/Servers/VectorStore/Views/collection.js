"use strict";

// How a collection is. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of describe_collection, and as input its arguments

const part = (id) => document.getElementById(id);
const [state, statusLine, acts] = ["state", "status", "acts"].map(part);

let tools;
let turn = 0;

const can = (tool) => bridge.canCall && (tools?.includes(tool) ?? true);

// Calls, of which the last one alone counts

const ask = async (tool, args, words, show) => {
  const mine = ++turn;
  statusLine.classList.remove("failed");
  statusLine.textContent = words;
  state.setAttribute("aria-busy", "true");
  try {
    const answer = await bridge.call(tool, args);
    if (mine !== turn) return;
    statusLine.textContent = "";
    show(answer);
  } catch (error) {
    if (mine !== turn) return;
    statusLine.classList.add("failed");
    statusLine.textContent = error.message;
  }
  if (mine === turn) state.removeAttribute("aria-busy");
};

const read = () => ask("describe_collection", { collection: choice.name }, "Reading …", showState);

const measure = () => ask("measure_recall", { collection: choice.name }, "Measuring …", showRecall);

// What is shown

const section = (title, ...content) =>
  h("section", { class: "card" }, h("h2", { tabindex: "-1" }, title), ...content);

const concerns = ({ waiting, indexes, models, documents }) => [
  ...waitingWords(waiting).map((words) => words[0].toUpperCase() + words.slice(1) + "."),
  ...indexes.filter(({ is_valid: isValid }) => !isValid).map(({ name }) =>
    "The index " + name + " is not built, and so it is not used: it is being built, or that has failed."),
  models.length > 1 && "Its vectors are of several models, and those of different models cannot be compared. "
    + "reembed_collection makes them all by one.",
  documents === 0 && "It is empty.",
].filter(Boolean);

const byteCount = (bytes) => {
  const [unit, divisor] = [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]].find(([, least]) => bytes >= least) ?? ["bytes", 1];
  return (bytes / divisor).toLocaleString("en", { maximumFractionDigits: 1 }) + " " + unit;
};

// Parts of a whole as one bar: [kind, words, amount].
const bar = (label, parts, whole) => [
  stacked(parts.map(([kind, , amount]) => [kind, amount]), whole, { class: "bar", role: "img", "aria-label": label }),
  h("ul", { class: "legend" }, parts.map(([kind, words, amount]) =>
    h("li", {}, swatch(kind), " " + words + " ", h("b", {}, byteCount(amount))))),
];

const sizeSection = ({ documents, passages, bytes }) => {
  const parts = [
    ["documents", "Texts and vectors", bytes.documents], ["vector", "Vector indexes", bytes.vector_indexes],
    ["keyword", "Index of words", bytes.keywords],
  ];
  const sum = parts.reduce((sum, [, , amount]) => sum + amount, 0);
  const whole = byteCount(sum);
  const figure = (number, words) => h("div", {}, h("b", {}, number), h("span", { class: "muted" }, words));
  return section("Size",
    h("div", { class: "figures" },
      figure(documents.toLocaleString("en"), documents === 1 ? "document" : "documents"),
      figure((documents + passages).toLocaleString("en"), documents + passages === 1 ? "passage" : "passages"),
      figure(whole, "in the database")),
    bar(whole + " in the database", parts, sum));
};

const indexSection = ({ indexes, language }) => section("Indexes",
  indexes.length === 0 && h("p", {}, "No index of vectors: all are compared."),
  h("ul", { class: "indexes" }, indexes.map(({ name, method, precision, bytes, is_valid: isValid }) =>
    h("li", {},
      h("bdi", { class: "name" }, name),
      h("p", { class: "muted" },
        [method, precision !== "full" && precision, byteCount(bytes), ""].filter((part) => part !== false).join(" · "),
        h("span", { class: isValid ? "ok" : "warning" }, isValid ? "in use" : "not built"))))),
  facts([["Words", language === undefined ? "no index" : "stems and stop words of " + language]]));

const modelSection = ({ models, dimensions, collection }) => section(models.length > 1 ? "Models" : "Model",
  facts([
    ...models.map(({ model, documents }) => [model ?? "unknown", count(documents, "document")]),
    ["Dimensions", dimensions.toLocaleString("en")], ["Distance", collection.distance],
    ["Weight of meaning", collection.hybrid_weight.toLocaleString("en")],
  ]));

const tableSection = ({ collection }) => section("Table",
  facts([["Name", collection.table], ["Made", timeOf(collection.created_at)],
    ["Access", collection.is_read_only ? "only read: it is another program’s" : null]]));

const showState = (answer) => {
  const found = concerns(answer);
  choice.name ??= answer.collection.is_default ? undefined : answer.collection.name;
  part("name").replaceChildren("Collection ", h("bdi", {}, answer.collection.name));
  state.replaceChildren(
    found.length === 0
      ? h("p", { class: "ok" }, "All is well: nothing waits, and every vector is of one model.")
      : h("ul", { class: "concerns card" }, found.map((words) => h("li", { class: "warning" }, h("bdi", {}, words)))),
    sizeSection(answer), indexSection(answer), modelSection(answer), tableSection(answer));
  showActs();
};

const showRecall = (answer) => {
  const report = section("Recall", ...recallReport(answer));
  part("recall")?.remove();
  report.id = "recall";
  state.append(report);
  report.querySelector("h2").focus();
};

const showActs = () => acts.replaceChildren(...[
  several && choice.element,
  can("measure_recall") && button("Measure recall", measure),
  can("describe_collection") && button("Read again", read),
].filter(Boolean));

// Starting

let several = false;
const choice = collectionChoice(() => {
  // So that reloading the page, or passing its address on, shows the same.
  history.replaceState(null, "", "#" + choice.name);
  read();
});

const startPage = async (server) => {
  const name = server.title ?? server.name;
  document.title = "Collection · " + name;
  part("home").textContent = name;
  part("home").hidden = false;
  if (!can("describe_collection")) {
    return state.replaceChildren(h("p", { class: "card", role: "alert" },
      "The tool describe_collection is not shown by this server, or not to you. It is in the toolset collections: ",
      "start the server with TOOLSETS=documents,collections or TOOLSETS=all."));
  }
  choice.name = location.hash.slice(1) || undefined;
  // Where the list fails, what is read next tells why.
  if (can("list_collections")) several = await choice.start().catch(() => false);
  showActs();
  read();
};

const render = (data) => {
  tools ??= data.tools;
  if (data.server) startPage(data.server);
  else if (data.collection) showState(data);
  else throw new Error("The result tells nothing of a collection.");
};

bridge.start(render, (args) => { choice.name = args.collection; });
