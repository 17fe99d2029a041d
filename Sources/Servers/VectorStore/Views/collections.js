"use strict";

// Which collection is meant, where there are several. Needs dom.js.

// onchange is called when another collection is chosen.
const collectionChoice = (onchange) => {
  let name;
  const element = h("select", {
    "aria-label": "Collection",
    onchange: () => {
      name = element.value;
      onchange();
    },
  });
  return {
    element,
    // undefined for the one that is meant where none is named.
    get name() { return name; },
    set name(value) { name = value; },
    // Whether there are several, of which one can be chosen now.
    async start() {
      const { collections } = await bridge.call("list_collections", { limit: 100 });
      const isChosen = (one) => (name === undefined ? one.is_default : one.name === name);
      element.append(...collections.map((one) => h("option", { selected: isChosen(one) }, one.name)));
      return collections.length > 1;
    },
  };
};
