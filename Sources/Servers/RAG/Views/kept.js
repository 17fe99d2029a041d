"use strict";

// What is kept of a question that was just asked. Needs dom.js, bridge.js, calls.js, place.js and rating.js.

const keptView = (id) => {
  if (can("rate_answer") || can("get_query")) {
    return h("div", { class: "kept" },
      can("rate_answer") && ratingView(id),
      !bridge.framed && can("get_query") &&
        h("p", {}, h("a", { href: "/views/trace" + placeHash({ query: id }) }, "How was it found?")));
  }
  return bridge.canCall && h("p", { class: "muted kept" }, "The way to this answer is kept as question " + id
    + ". The tools that show and rate it are in the toolset sessions: start the server with TOOLSETS=all.");
};
