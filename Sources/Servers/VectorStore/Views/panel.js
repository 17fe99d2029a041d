"use strict";

// What is searched: which collection, how many documents, and what waits. Needs dom.js, words.js and collections.js.

// can(tool) tells whether a tool can be called; onchange is called when another collection is chosen.
const collectionPanel = (element, can, onchange) => {
  let documents = null;
  let waiting = {};
  const line = h("p", { class: "muted" });
  const choice = collectionChoice(() => {
    waiting = {};
    onchange();
  });
  const about = h("a", {}, "About the collection");
  element.append(line);

  const show = () => {
    about.href = "/views/collection" + (choice.name === undefined ? "" : "#" + choice.name);
    const words = waitingWords(waiting).join("; ");
    const parts = [
      bridge.framed && choice.name && h("bdi", {}, "Collection " + choice.name),
      documents !== null && h("span", {}, count(documents, "document")),
      words && h("span", { class: "waiting" }, words), !bridge.framed && can("describe_collection") && about,
    ].filter(Boolean);
    line.replaceChildren(...parts.flatMap((part, index) => (index > 0 ? [" · ", part] : [part])));
  };

  return {
    get name() { return choice.name; },
    // In a frame, where it is what the model has named.
    set name(value) {
      choice.name = value;
      show();
    },
    get isEmpty() { return documents === 0; },
    async start() {
      show();
      // Where the list fails, the search tells why.
      if (can("list_collections") && await choice.start().catch(() => false)) element.prepend(choice.element);
    },
    // Of an answer to a search: undefined where none waits.
    set waiting(value) {
      waiting = value ?? {};
      show();
    },
    // How many documents there are.
    async count() {
      documents = (await bridge.call("count_documents", { collection: choice.name })).count;
      show();
    },
  };
};
