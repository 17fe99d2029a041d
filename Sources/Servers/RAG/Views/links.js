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
  return h("p", { class: "muted about" }, inLine(tells));
};

// What is told in one line, but for what is not; each is a text, an element, or a list of them.
const inLine = (tells) =>
  tells.filter(Boolean).flatMap((one, index) => [index > 0 && " · ", one].flat()).filter(Boolean);

// Who has made an answer: a model, also that of a client, says it in words of its own.
const makerTells = ({ answered_by: maker, model, abstained }) => (maker === "extraction"
  ? !abstained && "in the words of the sources" : maker && ["written by ", h("bdi", {}, model ?? "a model")]);

// What is told of a question that was asked earlier. Needs facts.js, too.
const questionTells = (query) => {
  const { abstained, rating, created_at: at } = query;
  return inLine([at && timeOf(at), abstained && "no answer", makerTells(query),
    typeof rating === "number" && "rated " + rating + " of 5"]);
};
