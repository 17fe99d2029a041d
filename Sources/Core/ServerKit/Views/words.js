"use strict";

// Numbers and times in words, as all views say them.

const count = (number, noun, plural = noun + "s") => number.toLocaleString("en") + " " + (number === 1 ? noun : plural);

const timeWords = (text) => text.replace("T", " ").replace(/\.\d+/, "").replace("Z", " UTC");

// What waits for its vectors or for the index of words, and what that means for who searches.
const waitingWords = ({ vectors = 0, keywords = 0 }) => {
  // Counting ends there.
  const some = (number) => (number >= 10_000 ? "10,000 or more" : number.toLocaleString("en"));
  const verb = (number) => (number === 1 ? " waits for " : " wait for ");
  return [
    vectors > 0 && some(vectors) + verb(vectors) + (vectors === 1 ? "its vectors, and is" : "their vectors, and are")
      + " found by words alone",
    keywords > 0 && some(keywords) + verb(keywords) + "the index of words",
  ].filter(Boolean);
};
