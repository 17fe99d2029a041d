"use strict";

// A list that grows in steps. Needs dom.js and words.js.

// So many are laid out at once, since a result may hold any number.
const stride = 200;

// told: where it is said how many there are.
const growingList = (list, more, told, noun) => {
  const clear = () => {
    list.replaceChildren();
    list.hidden = true;
    more.replaceChildren();
  };
  // Items below those that are there, and a button for those that follow, which next() reads.
  const append = (items, make, next) => {
    const last = list.lastElementChild;
    list.hidden = false;
    list.append(...items.slice(0, stride).map(make));
    last?.nextElementSibling?.querySelector(".open")?.focus();
    const rest = items.slice(stride);
    more.replaceChildren(...(
      rest.length > 0
        ? [button("Show more: " + rest.length.toLocaleString("en") + " left", () => append(rest, make, next))]
        : next ? [button("Show more", next)] : []));
    told.textContent = count(list.children.length + rest.length, noun) + (next ? ", and more" : "");
  };
  return { clear, append };
};
