"use strict";

// Buttons that a key presses, too; each shows which. Needs dom.js.

const keyButton = (words, key, onclick, attributes = {}) =>
  button([words, " ", h("kbd", { "aria-hidden": "true" }, key.toUpperCase())], onclick,
    { "aria-keyshortcuts": key.toUpperCase(), "data-key": key, ...attributes });

// Whether a key is meant for what is typed into, or for the browser.
const isTyped = ({ target, ctrlKey, metaKey, altKey, isComposing }) =>
  ctrlKey || metaKey || altKey || isComposing || target.matches("input, textarea, select");

// Presses the button inside an element that a key stands for.
// Returns: whether there is one.
const pressKey = (element, event) => {
  if (isTyped(event)) return false;
  const meant = [...element.querySelectorAll("[data-key]")]
    .find((one) => one.dataset.key === event.key.toLowerCase() && one.checkVisibility());
  if (!meant) return false;
  event.preventDefault();
  if (!event.repeat) meant.click();
  return true;
};
