"use strict";

// Duplicates and conflicts, one after the other, each settled by one key. Data:
//   as a page: { server: { name, title? }, tools: [names of those that can be called], signedIn }
//   in a frame: the result of find_conflicts or consolidate_memories, and as input its arguments

const [status, item, below, undoing, done] = ["status", "item", "below", "undo", "done"].map(part);

// So many questions are shown at once where none can be settled.
const stride = 50;

const calls = latestCalls(item, status);
let server = null;
// All questions in their order; of each, whether it is settled or skipped.
let questions = [];
// What can be asked for more.
let sources = [];
// What was done, the last at the end: { question, words, undo() }.
let steps = [];
// The memories that were retired here, which no later question need ask about.
const gone = new Set();
let isChanging = false;
let called = {};

const banks = bankChoice((name) => {
  setPlace({ bank: name });
  begin();
});

// Asking

const begin = () => {
  const bank = banks.name;
  questions = [];
  steps = [];
  gone.clear();
  sources = [
    can("find_conflicts") && conflictSource(bank), can("consolidate_memories") && duplicateSource(bank),
  ].filter(Boolean);
  if (server) memoryLinks(server, "review", bank);
  return advance();
};

// The next question that is open, of those that are known.
const nextQuestion = () => questions.find((question) => !question.isOver && remaining(question).length >=
  (question.kind === "faded" ? 1 : 2));

const remaining = ({ memories }) => memories.filter(({ id }) => !gone.has(id));

const lookFurther = async (signal) => {
  while (nextQuestion() === undefined && sources.length > 0) {
    const { found, hasMore } = await sources[0](signal);
    questions.push(...found);
    if (!hasMore) sources.shift();
  }
};

// Shows the next question, with what has just been done.
const advance = (words = "") => {
  if (nextQuestion() !== undefined || sources.length === 0) return show(words);
  item.replaceChildren();
  return calls.run("Looking …", lookFurther, () => show(words), (error) => {
    item.replaceChildren(failureCard(error, () => advance(words)));
    showSteps();
  });
};

// Settling

// A change, what it did in words, and what takes it back.
const settle = (question, words, change, undo) => async () => {
  if (isChanging) return;
  isChanging = true;
  await calls.run("Working …", change, () => {
    question.isOver = true;
    steps.push({ question, words, undo });
    advance(words);
  }, (error) => {
    status.classList.add("failed");
    status.textContent = error.message;
  });
  isChanging = false;
};

const retire = (question, keep) => {
  const kept = remaining(question)[keep];
  const others = remaining(question).filter((memory) => memory !== kept).map(({ id }) => id);
  const merges = question.kind === "duplicate" && can("consolidate_memories");
  const change = async () => {
    if (merges) {
      const args = { bank: kept.bank, keep: kept.id, merge: others, wait_seconds: 60 };
      const { merged } = await bridge.call("consolidate_memories", args);
      if (merged === 0) throw new Error("Nothing was done: one of them has changed meanwhile. Look again.");
    } else {
      const reason = (question.kind === "conflict" ? "contradicts" : "says the same as") + " memory " + kept.id
        + ", which was kept in a review";
      for (const id of others) await bridge.call("forget_memory", { id, reason });
    }
    for (const id of others) gone.add(id);
  };
  const undo = async () => {
    for (const id of others) {
      await bridge.call("restore_memory", { id });
      gone.delete(id);
    }
  };
  const ids = others.join(", ");
  const words = merges ? "; merged " + ids + " into it." : "; forgot " + ids + ".";
  return settle(question, "Kept memory " + kept.id + words, change, undo);
};

const distinguish = (question) => {
  const ids = remaining(question).map(({ id }) => id);
  const call = (name) => () =>
    bridge.call("consolidate_memories", { bank: question.memories[0].bank, [name]: ids, wait_seconds: 60 });
  return settle(question, "Kept memories " + ids.join(", ") + ": they are not asked about again.", call("distinct"),
    call("not_distinct"));
};

const forget = (question) => {
  const { id } = question.memories[0];
  const call = (tool) => () => bridge.call(tool, { id });
  return settle(question, "Forgot memory " + id + ".", call("forget_memory"), call("restore_memory"));
};

const skip = (question) => () => {
  if (isChanging) return;
  question.isOver = true;
  steps.push({ question, words: "Skipped." });
  advance("Skipped.");
};

const takeBack = (step) => async () => {
  if (isChanging) return;
  isChanging = true;
  await calls.run("Working …", async () => step.undo?.(), () => {
    step.question.isOver = false;
    steps = steps.filter((one) => one !== step);
    // It is asked again at once.
    questions = [step.question, ...questions.filter((one) => one !== step.question)];
    show("Undone: " + step.words);
  }, (error) => {
    status.classList.add("failed");
    status.textContent = error.message;
  });
  isChanging = false;
};

// What is shown

const canSettle = () => can("forget_memory") || can("consolidate_memories");

const show = (words) => {
  const question = nextQuestion();
  status.textContent = words;
  if (question) showQuestion(question);
  else showEnd();
  showSteps();
};

const showQuestion = (question) => {
  const over = questions.filter(({ isOver }) => isOver).length;
  const title = h("h2", { id: "question", tabindex: "-1" },
    over + 1 + " of " + questions.length.toLocaleString("en") + (sources.length > 0 ? " or more" : "") + ": "
      + questionWords(question));
  const asked = { ...question, memories: remaining(question) };
  item.replaceChildren(questionView(asked, title, {
    keep: (index) => retire(question, index)(),
    keepAll: can("consolidate_memories") && distinguish(question),
    forget: can("forget_memory") && forget(question),
    skip: skip(question),
  }));
  title.focus();
};

const showEnd = () => {
  const skipped = questions.filter((question) => question.isOver).length > 0;
  const title = h("h2", { id: "question", tabindex: "-1" }, skipped ? "That was all" : "Nothing to review");
  item.replaceChildren(noteCard(title,
    h("p", {}, skipped ? "What was skipped comes again when you look again."
      : "No memories of this bank contradict each other, and none say the same."),
    can("find_conflicts") && button("Look again", begin)));
  if (skipped) title.focus();
};

const showSteps = () => {
  below.hidden = questions.length === 0;
  const last = steps.at(-1);
  undoing.replaceChildren(...(last ? [keyButton("Undo", "u", takeBack(last))] : []));
  done.hidden = steps.length === 0;
  done.querySelector("summary").textContent = "Done: " + steps.length.toLocaleString("en");
  done.querySelector("ol").replaceChildren(...steps.slice(-100).toReversed().map((step) => h("li", {},
    h("span", {}, step.words, " ", h("bdi", { class: "muted" }, beginning(step.question.memories[0].content, 80))),
    button("Undo", takeBack(step), { class: "small", "aria-label": "Undo: " + step.words }))));
};

// Where nothing can be settled, all are shown.
const showList = (words) => {
  below.hidden = true;
  const left = questions.length - stride;
  status.textContent = words;
  item.replaceChildren(...questions.slice(0, stride).map((question, index) => questionView(question,
    h("h2", index === 0 ? { id: "question" } : {}, questionWords(question)))));
  if (left > 0) item.append(h("p", { class: "muted" }, left.toLocaleString("en") + " more are not shown."));
  if (questions.length === 0) item.replaceChildren(noteCard(h("h2", { id: "question" }, "Nothing to review")));
};

// What was merged by the call that is shown, and can be taken back.
const showMerged = ({ clusters, forgotten, refused, merged }) => {
  steps = clusters.filter(() => merged > 0).map((cluster) => {
    const ids = cluster.merge.map(({ id }) => id);
    const undo = async () => {
      for (const id of ids) await bridge.call("restore_memory", { id });
    };
    return { question: duplicateQuestion(cluster), undo,
      words: "Merged " + ids.join(", ") + " into memory " + cluster.keep.id + "." };
  });
  const words = [refused, merged > 0 && "Merged " + count(merged, "memory", "memories") + ".",
    forgotten > 0 && "Forgot " + count(forgotten, "memory", "memories") + "."].filter(Boolean);
  item.replaceChildren(noteCard(h("h2", { id: "question" }, words.length > 0 ? "Done" : "Nothing was merged"),
    h("p", {}, words.join(" "))));
  below.hidden = true;
  if (!can("restore_memory")) return;
  showSteps();
};

// Keyboard

const onkeydown = (event) => {
  if (!part("keys").checked || event.target.matches("button, a, summary") && event.key === "Enter") return;
  if (!pressKey(item, event)) pressKey(undoing, event);
};

// Starting

let isStarted = false;
const start = () => {
  if (isStarted) return;
  isStarted = true;
  document.addEventListener("keydown", onkeydown);
};

const startPage = async () => {
  document.title = "Review · " + (server.title ?? server.name);
  banks.name = place.bank;
  memoryLinks(server, "review", banks.name);
  if (!can("find_conflicts") && !can("consolidate_memories")) {
    return item.replaceChildren(missingTool("find_conflicts"));
  }
  if (can("list_memory_banks")) await banks.start().catch(() => {});
  part("bank").replaceChildren(h("span", {}, "Bank ", banks.element.childElementCount > 0
    ? banks.element : h("b", {}, h("bdi", {}, banks.name ?? ""))));
  return canSettle() ? begin() : readAll();
};

// A page on which nothing can be settled shows the first conflicts.
const readAll = () => {
  const source = conflictSource(banks.name);
  return calls.run("Looking …", source, ({ found }) => {
    questions = found;
    showList("");
  }, (error) => item.replaceChildren(failureCard(error, readAll)));
};

const render = (data) => {
  tools ??= data.tools;
  start();
  if (data.server) {
    ({ server } = data);
    return startPage();
  }
  calls.stop();
  steps = [];
  gone.clear();
  const { conflicts, clusters, faded = [], next_cursor: cursor, recall } = data;
  if (!Array.isArray(conflicts) && !Array.isArray(clusters)) throw new Error("The result holds nothing to review.");
  if (clusters && (called.dry_run === false || data.merged > 0 || data.refused)) return showMerged(data);
  questions = conflicts?.map(conflictQuestion) ?? [...clusters.map(duplicateQuestion), ...faded.map(fadedQuestion)];
  sources = cursor === undefined || !can("find_conflicts") ? [] : [conflictSource(called.bank, cursor)];
  const words = recall && recall.queries > 0
    ? "Of what the last " + count(recall.queries, "question") + " found, " + recall.after.toFixed(2)
      + " would be found after the merges; now " + recall.before.toFixed(2) + "." : "";
  return canSettle() ? advance(words) : showList(words);
};

bridge.start(render, (args) => {
  start();
  called = args;
  banks.name = args.bank;
  part("bank").replaceChildren(...(args.bank === undefined ? [] : [h("span", {}, "Bank ",
    h("b", {}, h("bdi", {}, args.bank)))]));
});
