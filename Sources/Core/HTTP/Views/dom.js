"use strict";

// Makes elements. Whatever text they show comes from elsewhere and may be hostile, so it only ever becomes text nodes.

// h("a", { href: "/x", class: "plain", onclick: f }, "text", child, null): false, null and undefined are left out.
const h = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const button = (content, onclick, attributes = {}) => h("button", { type: "button", onclick, ...attributes }, content);

const fill = (element, attributes, children) => {
  const given = (value) => value !== undefined && value !== null && value !== false;
  for (const [name, value] of Object.entries(attributes).filter(([, value]) => given(value))) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(given));
  return element;
};
