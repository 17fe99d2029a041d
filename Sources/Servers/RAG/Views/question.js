"use strict";

// A question that was asked earlier. Needs all that way.js needs, source.js and rating.js.

const keptCitations = ({ trace, context }) => (trace?.citations ?? []).map(({ start, end, ...cited }) =>
  ({ ...cited, range: { start, end }, context }));

// What is cited, as it stands in the sources now.
const readCitation = async (cited) => {
  const { source, content } = await readPart(cited, 2_000);
  const isThere = cited.context?.includes(content) ?? true;
  return { ...cited, title: source.title, uri: source.uri ?? source.key, quote: isThere ? content : undefined,
    gone: isThere ? undefined : changedWords };
};

// answer: of get_query. open(citation, button)?
const questionView = (answer, open) => {
  const { query } = answer;
  const citations = keptCitations(answer);
  const list = h("div", {});
  const show = (shown) => list.replaceChildren(...[citationList(shown, open)].filter(Boolean));
  show(citations);
  if (open) {
    const reading = citations.slice(0, 50).map((one) => readCitation(one).catch(({ message }) =>
      ({ ...one, gone: message })));
    Promise.all(reading).then((read) => show([...read, ...citations.slice(50)]));
  }
  return [
    query.abstained
      ? h("div", { class: "note card abstained" }, h("p", {}, query.answer || abstention))
      : keptAnswer(query.answer, citations, open),
    list,
    can("rate_answer") && h("div", { class: "kept" }, ratingView(query.id, query.rating, answer.rating_comment)),
    traceView(answer, open),
  ].filter(Boolean);
};
