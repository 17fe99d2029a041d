"use strict";

// One memory: its text, its facts and its history, and what can be done with it. Needs all that memory.js needs, and
// calls.js.

// act: { back(id, whether something was changed), session(memory)? }
const memoryView = (element, act) => {
  const status = h("p", { role: "status" });
  const undoing = h("span", {});
  const calls = latestCalls(element, status);
  let memory = null;
  let former = [];
  let changed = false;
  let isChanging = false;

  // Opens a memory that is known already, or by its id alone; a passage of its text is marked.
  const open = (known, passage) => {
    if (element.hidden) changed = false;
    memory = known.content === undefined ? null : known;
    former = [];
    setUndo(null);
    element.hidden = false;
    if (memory) show(passage);
    else element.replaceChildren(status);
    element.querySelector("h2")?.focus();
    return read(known.id, "", passage);
  };

  const read = (id, words, passage) => {
    if (!can("get_memory")) return undefined;
    return calls.run("Reading …", (signal) => bridge.call("get_memory", { id }, signal), (answer) => {
      const isNew = memory === null;
      [memory, former] = [answer.memory, answer.supersedes ?? []];
      // What is being typed stays.
      if (isEditing()) return;
      show(passage);
      status.textContent = words;
      if (isNew || !element.contains(document.activeElement)) element.querySelector("h2").focus();
    });
  };

  const setUndo = (work) => undoing.replaceChildren(...(work ? [keyButton("Undo", "u", run(work, "Undone."))] : []));

  // A change, after which the memory with an id is shown as it is then; and what would take it back.
  const run = (change, words) => async () => {
    if (isChanging) return;
    isChanging = true;
    await calls.run("Working …", () => change(), ({ id, back }) => {
      changed = true;
      element.querySelector(".edit")?.remove();
      setUndo(back);
      read(id, words);
    });
    isChanging = false;
  };

  const forget = (id) => async () => {
    await bridge.call("forget_memory", { id });
    return { id, back: restore(id) };
  };

  const restore = (id) => async () => {
    await bridge.call("restore_memory", { id });
    return { id, back: forget(id) };
  };

  const correct = (id, content, old, version) => async () => {
    await bridge.call("update_memory", { id, content, expected_updated_at: version });
    return { id, back: old === undefined ? undefined : correct(id, old) };
  };

  const supersede = (old, content) => async () => {
    const { id } = await bridge.call("supersede_memory", { id: old, content });
    const back = async () => {
      await bridge.call("forget_memory", { id });
      await bridge.call("restore_memory", { id: old });
      return { id: old };
    };
    return { id, back };
  };

  const edit = () => {
    const box = h("textarea", { rows: 5, maxlength: 100_000, dir: "auto", "aria-label": "The text" });
    box.value = memory.content;
    const save = (work, words) => () => {
      if (box.value.trim() === "" || box.value === memory.content) return box.focus();
      return run(work(box.value), words)();
    };
    const { id, content, updated_at: version } = memory;
    element.querySelector(".text").replaceWith(h("div", { class: "edit" }, box,
      h("div", { class: "acts" },
        can("update_memory") && button("It was wrong: correct it",
          save((text) => correct(id, text, content, version), "Corrected."), { class: "primary" }),
        can("supersede_memory") && button("It has changed: supersede it",
          save((text) => supersede(id, text), "Superseded: this is how it is now.")),
        button("Cancel", cancel))));
    element.querySelector(".steps").hidden = true;
    box.focus();
  };

  const cancel = () => {
    show();
    element.querySelector("h2").focus();
  };

  const isEditing = () => element.querySelector(".edit") !== null;

  const back = () => act.back(memory?.id, changed);

  const show = (passage) => {
    const { id, content, retired } = memory;
    element.replaceChildren(...[
      h("div", { class: "line" }, button("← Back", back), act.session && memory.session_id &&
        h("a", { href: act.session(memory) }, "Its conversation")),
      h("h2", { tabindex: "-1", dir: "auto" }, h("bdi", {}, beginning(content, 80))),
      retired && h("p", { class: "waiting" }, h("bdi", {}, "Not believed any more: " + retiredWords(retired) + ".")),
      h("div", { class: "text card", dir: "auto", tabindex: "0", role: "region", "aria-label": "Text" },
        passage ? markedPassage(content, passage) : content),
      h("div", { class: "acts steps" },
        !retired && (can("update_memory") || can("supersede_memory")) && keyButton("Edit", "e", edit),
        !retired && can("forget_memory") && keyButton("Forget", "f", run(forget(id), "Forgotten.")),
        retired && can("restore_memory") && keyButton("Restore", "r", run(restore(id), "Believed again.")),
        undoing),
      status,
      factsOf(memory),
      historyOf(),
    ].filter(Boolean));
    element.querySelector("mark")?.scrollIntoView({ block: "center" });
  };

  const historyOf = () => {
    const next = memory.retired?.superseded_by;
    if (former.length === 0 && !next) return null;
    const go = (id, words) => (can("get_memory") ? button(words, () => open({ id }), { class: "small" }) : words);
    return h("section", { "aria-label": "History" },
      h("h3", {}, "History"),
      h("ol", { class: "history" },
        next && h("li", {}, go(next, "Memory " + next + " has taken its place")),
        former.map((one) => h("li", {},
          h("p", { dir: "auto" }, h("bdi", {}, beginning(one.content, 400))),
          h("p", { class: "muted" }, h("bdi", {}, one.retired ? retiredWords(one.retired) : ""), " ",
            go(one.id, "Memory " + one.id))))));
  };

  return {
    open,
    get isOpen() { return !element.hidden; },
    close() {
      calls.stop();
      element.hidden = true;
      element.replaceChildren();
    },
    // Whether a key meant something.
    key(event) {
      if (event.key === "Escape") {
        if (isEditing()) cancel();
        else back();
        return true;
      }
      return pressKey(element, event);
    },
  };
};

// Offsets count characters (code points), for which a string of JavaScript may need two units.
const markedPassage = (text, { start, end }) => {
  const characters = Array.from(text);
  const part = (from, to) => characters.slice(from, to).join("");
  return [part(0, start), h("mark", {}, part(start, end)), part(end)];
};

const factsOf = (memory) => facts([
  ["Id", memory.id], ["Bank", memory.bank], ["Kind", memory.kind], ["Subject", memory.subject],
  ["Attribute", memory.attribute], ["Importance", memory.importance + " of 10"], ["Trust", memory.trust.toFixed(2)],
  ["Source", memory.source], ["Session", memory.session_id],
  ["True since", timeOf(memory.valid_from)], ["True until", timeOf(memory.valid_to)],
  ["Forgotten at", timeOf(memory.expires_at)], ["Stored", timeOf(memory.created_at)],
  ["Changed", timeOf(memory.updated_at)], ["Returned", count(memory.access_count, "time")],
  ["Confirmed", memory.confirmations && count(memory.confirmations, "time")],
  ...Object.entries(isObject(memory.metadata) ? memory.metadata : { Metadata: memory.metadata }),
]);
