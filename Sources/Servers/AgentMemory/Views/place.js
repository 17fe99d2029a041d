"use strict";

// Where somebody is: in which bank, and on which page. Needs dom.js, bridge.js and calls.js.

const part = (id) => document.getElementById(id);

// What the address says after #, so that reloading a page, or passing its address on, shows the same.
const place = Object.fromEntries(new URLSearchParams(bridge.framed ? "" : location.hash.slice(1)));

const placeHash = (values) => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length > 0 ? "#" + new URLSearchParams(given) : "";
};

const setPlace = (values) => {
  if (!bridge.framed) history.replaceState(null, "", location.pathname + placeHash(values));
};

// The pages of this server, the one that is open left out, with the bank that they are to open.
const pageLinks = (server, own, bank) => {
  const pages = [
    ["memories", "Memories", "list_memory_banks"], ["session", "Conversations", "list_conversations"],
    ["review", "Review", "find_conflicts"],
  ];
  part("links").replaceChildren(
    ...pages.filter(([name, , tool]) => name !== own && can(tool)).map(([name, title]) =>
      h("a", { href: "/views/" + name + placeHash({ bank }) }, title)),
    h("a", { href: "/" }, server.title ?? server.name));
};
