"use strict";

// An answer: sentences with the numbers of what they cite, and what that says. Needs dom.js, words.js and links.js.

// So many sentences or citations are laid out, since a result may hold any number.
const mostShown = 200;

const limited = (list, noun, make) => {
  const left = list.length - mostShown;
  return [...list.slice(0, mostShown).map(make), left > 0 && h("li", { class: "muted" }, count(left, noun) + " more")];
};

// The number of a citation in the text. open(citation, button) is left out where nothing can be opened.
const citationMark = (citation, open) => {
  const number = String(citation.number);
  if (!open) return h("sup", { class: "cite" }, number);
  return button(number, ({ currentTarget }) => open(citation, currentTarget), {
    class: "cite", "data-number": number, "aria-label": "Citation " + number + ": " + sourceName(citation),
    title: citation.quote,
  });
};

const citationItem = (citation, open) => {
  const name = [h("span", { class: "number" }, citation.number + " "), h("bdi", {}, sourceName(citation))];
  return h("li", { class: "hit card", "data-number": citation.number },
    h("h3", {}, open
      ? button(name, ({ currentTarget }) => open(citation, currentTarget), { class: "open" }) : name),
    placeLine(citation),
    citation.gone && h("p", { class: "waiting" }, citation.gone),
    citation.quote !== undefined && h("blockquote", { class: "passage", dir: "auto" }, citation.quote));
};

const citationList = (citations, open) => citations.length > 0 && h("section", { "aria-label": "Citations" },
  h("ol", {}, limited(citations, "citation", (one) => citationItem(one, open))));

const sentenceItem = ({ text, citations: numbers, support }, citations, open) => {
  const cited = numbers.map((number) => citations.find((one) => one.number === number)).filter(Boolean);
  return h("li", {},
    h("bdi", { dir: "auto" }, text), " ", cited.map((one) => citationMark(one, open)),
    support < 1 && h("span", { class: "muted support", title: "So much of it is in what it cites" },
      " " + Math.round(100 * support) + " %"), " ");
};

const abstention = "The sources do not say.";

const noteList = (title, lines, kind) => lines?.length > 0 && h("section", { class: "note card " + kind },
  h("h3", {}, title),
  h("ul", {}, limited(lines, "line", (line) => h("li", { dir: "auto" }, line))));

// The answer of rag_query. hint: what else to say where the sources do not say.
const answerView = (answer, open, hint) => {
  const { abstained, sentences, citations, unsupported, notes } = answer;
  return [
    abstained
      ? h("div", { class: "note card abstained" }, h("p", {}, abstention), hint)
      : h("ol", { class: "said", "aria-label": "Sentences" },
        limited(sentences, "sentence", (one) => sentenceItem(one, citations, open))),
    noteList("Notes", notes, "notes"),
    noteList("Left out, since the sources do not bear it out", unsupported, "unsupported"),
    citationList(citations, open),
  ];
};

// The text of an answer that was kept, in which the numbers of its citations stand in brackets.
const keptAnswer = (text, citations, open) => h("p", { class: "said", dir: "auto" },
  text.split(/\[(\d+)\]/).map((part, index) => {
    if (index % 2 === 0) return part;
    const cited = citations.find((one) => String(one.number) === part);
    return cited ? citationMark(cited, open) : "[" + part + "]";
  }));

// Shows which citation is open: undefined for none.
const showCurrent = (element, number) => {
  for (const one of element.querySelectorAll("[data-number]")) {
    if (one.dataset.number === String(number)) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
};
