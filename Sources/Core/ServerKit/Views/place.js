"use strict";

// Where somebody is: on which page, and what is open there. Needs dom.js, bridge.js and calls.js.

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

// Links to the pages of a server, [name, title, tool that it needs], the one that is open left out; `values` is what
// they are to open.
const pageLinks = (server, pages, own, values) => part("links").replaceChildren(
  ...pages.filter(([name, , tool]) => name !== own && can(tool)).map(([name, title]) =>
    h("a", { href: "/views/" + name + placeHash(values) }, title)),
  h("a", { href: "/" }, server.title ?? server.name));
