"use strict";

// Which bank is meant, where there are several. Needs dom.js and bridge.js.

// Chooses one of the banks. Where there are more than a list shows, a name can also be typed.
const bankChoice = (onchange) => {
  const element = h("span", {});
  let name;
  const chosen = ({ target }) => {
    name = target.value || undefined;
    onchange(name);
  };
  return {
    element,
    // undefined for the one that is meant where none is named.
    get name() { return name; },
    set name(value) { name = value; },
    async start() {
      const { banks, next_cursor: more } = await bridge.call("list_memory_banks", { limit: 100 });
      name ??= banks.find((bank) => bank.is_default)?.name;
      const others = name === undefined || banks.some((bank) => bank.name === name) ? [] : [{ name }];
      const options = [...banks, ...others].map((bank) =>
        h("option", { value: bank.name, selected: bank.name === name }, bank.name));
      const common = { "aria-label": "Bank", onchange: chosen };
      if (banks.length + others.length < 2) return element.replaceChildren();
      element.replaceChildren(...(more
        ? [h("input", { ...common, list: "banks", value: name }), h("datalist", { id: "banks" }, options)]
        : [h("select", common, options)]));
    },
  };
};
