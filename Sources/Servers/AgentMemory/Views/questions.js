"use strict";

// What is to be settled: memories that may contradict each other, that say the same, or one that has faded. A question
// is { kind: "conflict" | "duplicate" | "faded", memories, difference?, similarity?, retention? }. Needs what memory.js
// needs, keys.js and bridge.js.

const conflictQuestion = ({ one, other, difference, similarity }) =>
  ({ kind: "conflict", memories: [one, other], difference, similarity });

// The one that would be kept comes first.
const duplicateQuestion = ({ keep, merge }) => ({ kind: "duplicate", memories: [keep, ...merge] });

const fadedQuestion = ({ memory, retention }) => ({ kind: "faded", memories: [memory], retention });

// Where questions come from: each answers { found: questions, hasMore } to each call.

const conflictSource = (bank, first) => {
  let cursor = first;
  return async (signal) => {
    const answer = await bridge.call("find_conflicts", { bank, limit: 50, cursor }, signal);
    cursor = answer.next_cursor;
    return { found: answer.conflicts.map(conflictQuestion), hasMore: cursor !== undefined };
  };
};

const duplicateSource = (bank) => async (signal) => {
  const args = { bank, dry_run: true, wait_seconds: 300 };
  const { task, clusters } = await bridge.call("consolidate_memories", args, signal);
  if (task) throw new Error("It takes long to look for what says the same. Look again in some minutes.");
  return { found: clusters.map(duplicateQuestion), hasMore: false };
};

const questionWords = ({ kind, memories }) => ({
  conflict: "These may contradict each other",
  duplicate: memories.length === 2 ? "These two say the same" : "These " + memories.length + " say the same",
  faded: "This has faded",
})[kind];

const reasonWords = ({ difference, similarity, retention }) => [
  difference?.kind === "attribute" ? ["They tell of the same attribute."]
    : difference && ["They differ in a " + difference.kind + ": ",
      h("bdi", {}, beginning(difference.one, 80) || "nothing"), " and ",
      h("bdi", {}, beginning(difference.other, 80) || "nothing"), "."],
  similarity !== undefined && [" Else they are alike: " + similarity.toFixed(2) + "."],
  retention !== undefined && ["It is remembered by " + retention.toFixed(2) + " of 1."],
].filter(Boolean).flat();

// A text in which the words that another one lacks are marked.
const unlike = (text, other) => {
  const parts = (one) => one.split(/([\p{L}\p{N}]+(?:[.,:'’-][\p{L}\p{N}]+)*)/u);
  const known = new Set(parts(other.toLowerCase()));
  return parts(text).map((part, index) =>
    index % 2 === 1 && !known.has(part.toLowerCase()) ? h("mark", {}, part) : part);
};

// So much of a text is compared and shown.
const longestShown = 4_000;

const side = (question, index, keep) => {
  const memory = question.memories[index];
  const text = beginning(memory.content, longestShown);
  const other = question.memories[index === 0 ? 1 : 0]?.content.slice(0, longestShown);
  const name = "Memory " + memory.id;
  return h("li", { class: "card", role: "group", "aria-label": name },
    h("p", { class: "said", dir: "auto" }, other === undefined ? text : unlike(text, other)),
    memoryLine(memory, false),
    facts([
      ["Id", memory.id], ["Stored", timeOf(memory.created_at)], ["Changed", timeOf(memory.updated_at)],
      ["Source", memory.source], ["Session", memory.session_id], ["Importance", memory.importance],
      ["Trust", memory.trust.toFixed(2)], ["Returned", count(memory.access_count, "time")],
    ]),
    keep && keyButton(index === 0 && question.kind === "duplicate" ? "Keep this one, as advised" : "Keep this one",
      String(index + 1), () => keep(index), { "aria-label": "Keep " + name }));
};

// act: { keep(index), keepAll?(), forget?(), skip() }; undefined where nothing can be done.
const questionView = (question, title, act) => {
  const { kind, memories } = question;
  const keep = kind !== "faded" && act?.keep;
  return h("div", { class: "question" },
    title,
    h("p", { class: "muted" }, reasonWords(question)),
    h("ol", { class: "sides" }, memories.slice(0, 100).map((_, index) => side(question, index, keep))),
    act && h("div", { class: "acts" },
      kind === "faded" && act.forget && keyButton("Forget", "f", act.forget),
      kind !== "faded" && act.keepAll && keyButton(memories.length === 2 ? "Keep both" : "Keep all", "b", act.keepAll),
      keyButton("Skip", "s", act.skip)));
};
