"use strict";

// Which collection is searched, where there are several, and how it is. Needs dom.js and hits.js.

// can(tool) tells whether a tool can be called; onchange is called when another collection is chosen.
const collectionPanel = (element, can, onchange) => {
  let name;
  let documents = null;
  let waiting = {};
  const line = h("p", { class: "muted" });
  const facts = h("dl", {});
  const problem = h("p", { role: "status" });
  const choice = h("select", {
    "aria-label": "Collection",
    onchange: () => {
      name = choice.value;
      waiting = {};
      if (details.open) describe();
      onchange();
    },
  });
  const details = h("details", { ontoggle: () => details.open && describe() },
    h("summary", {}, "About the collection"), facts,
    can("measure_recall") && button("Measure recall", () => measure(), { class: "small" }),
    problem);
  element.append(line);

  const attempt = async (work) => {
    problem.classList.remove("failed");
    problem.textContent = "A moment …";
    try {
      problem.textContent = (await work()) ?? "";
    } catch (error) {
      problem.classList.add("failed");
      problem.textContent = error.message;
    }
  };

  const listed = (items, words) => items.map(words).join(", ");
  const megabytes = (bytes) => (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 }) + " MB";

  const describe = () => attempt(async () => {
    const { documents, passages, bytes, indexes, models, language } =
      await bridge.call("describe_collection", { collection: name });
    const rows = [
      ["Size", count(documents + passages, "passage") + " of " + count(documents, "document") + ", "
        + megabytes(bytes.documents) + " and " + megabytes(bytes.vector_indexes + bytes.keywords) + " of indexes"],
      ["Vectors", listed(indexes, ({ name, method, is_valid: isValid }) =>
        name + " (" + method + (isValid ? ")" : "), which is not built yet")) || "no index: all are compared"],
      ["Words", language ?? "no index"],
      [models.length > 1 ? "Models, not to be compared" : "Model",
        listed(models, ({ model, documents }) => (model ?? "unknown") + " (" + count(documents, "document") + ")")],
    ];
    facts.replaceChildren(...rows.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]));
  });

  const measure = () => attempt(async () => {
    const { indexes } = await bridge.call("measure_recall", { collection: name });
    return listed(indexes, ({ name, advice }) => name + ": " + advice) || "All vectors are compared: none is missed.";
  });

  const waitingWords = ({ vectors = 0, keywords = 0 }) => {
    const some = (number) => (number >= 10_000 ? "10,000 or more" : number.toLocaleString("en"));
    return [
      vectors > 0 && some(vectors) + " wait for their vectors, and are found by words alone",
      keywords > 0 && some(keywords) + " wait for the index of words",
    ].filter(Boolean).join("; ");
  };

  const show = () => {
    const words = waitingWords(waiting);
    line.replaceChildren(documents === null ? "" : count(documents, "document"),
      ...(words ? [documents === null ? "" : " · ", h("span", { class: "waiting" }, words)] : []));
  };

  return {
    get name() { return name; },
    get isEmpty() { return documents === 0; },
    async start() {
      if (can("describe_collection")) element.append(details);
      if (!can("list_collections")) return;
      const { collections } = await bridge.call("list_collections", { limit: 100 });
      if (collections.length < 2) return;
      choice.append(...collections.map(({ name, is_default: selected }) => h("option", { selected }, name)));
      element.prepend(choice);
    },
    // Of an answer to a search: undefined where none waits.
    set waiting(value) {
      waiting = value ?? {};
      show();
    },
    // How many documents there are.
    async count() {
      documents = (await bridge.call("count_documents", { collection: name })).count;
      show();
    },
  };
};
