"use strict";

// Goes with the arrow keys from a box through what was found for it.
const goByArrow = (event, box, list) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || (event.target !== box && !event.target.matches(".open"))) return;
  const stops = [box, ...list.querySelectorAll(".open")];
  const next = stops[stops.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
};
