"use strict";

// From one page to the others, and what sources and places in them are called. Needs place.js, words.js and dom.js.

// values: what the other pages are to open.
const ragLinks = (server, own, values = {}) => pageLinks(server, [
  ["ask", "Ask", "rag_query"], ["sessions", "Earlier questions", "list_sessions"],
  ["sources", "Sources", "list_sources"],
], own, values);

// A source as answers or lists tell of it.
const sourceName = ({ title, uri, key, source_id: cited, id = cited }) => title || uri || key || "Source " + id;

const rangeWords = ({ start, end }) =>
  "characters " + start.toLocaleString("en") + " to " + end.toLocaleString("en");

// Where in a source something stands: its headings, its page, where it was read from, and its characters.
const placeLine = (place) => {
  const { headings = [], page, uri, range } = place;
  const tells = [
    headings.length > 0 && h("span", {}, headings.flatMap((one, index) =>
      [index > 0 && " › ", h("bdi", {}, one)])),
    page !== undefined && h("span", {}, "page " + page),
    uri && uri !== sourceName(place) && h("bdi", {}, uri),
    range && h("span", {}, rangeWords(range)),
  ];
  return h("p", { class: "muted about" },
    tells.filter(Boolean).flatMap((one, index) => (index > 0 ? [" · ", one] : [one])));
};

// What is told of a question that was asked earlier. Needs facts.js, too.
const questionTells = ({ answered_by: maker, model, abstained, rating, created_at: at }) => [
  at && timeOf(at), abstained && "no answer",
  maker === "model" ? ["written by ", h("bdi", {}, model ?? "a model")] : !abstained && "in the words of the sources",
  typeof rating === "number" && "rated " + rating + " of 5",
].filter(Boolean).flatMap((one, index) => (index > 0 ? [" · ", one].flat() : [one].flat()));
