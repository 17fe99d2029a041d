"use strict";

// What a question is asked of: a session, some sources, and a filter. Needs dom.js, place.js and words.js.

// onchange is called when something else is meant.
const questionScope = (onchange) => {
  const [session, ids, filter, problem, told] = ["session", "ids", "filter", "problem", "scoped"].map(part);

  const readSources = () => {
    const given = ids.value.split(/[\s,;]+/).filter((one) => one !== "");
    if (given.every((one) => /^\d{1,10}$/.test(one))) return given.map(Number);
    throw new Error("Ids of sources are numbers, such as 3, 14.");
  };

  const readFilter = () => {
    if (filter.value.trim() === "") return undefined;
    let value;
    try {
      value = JSON.parse(filter.value);
    } catch (error) {
      throw new Error("The filter is no JSON yet: " + error.message);
    }
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    throw new Error('A filter is an object, such as {"kind": "note"}.');
  };

  // What a box means. A box that means nothing is told of.
  const read = (box, work, failures) => {
    try {
      box.removeAttribute("aria-invalid");
      return work();
    } catch (error) {
      box.setAttribute("aria-invalid", "true");
      failures.push(error.message);
      return undefined;
    }
  };

  // As rag_query has it; null where something is wrong.
  const readAll = () => {
    const failures = [];
    const sources = read(ids, readSources, failures) ?? [];
    const given = {
      session_id: session.value.trim() || undefined, source_ids: sources.length > 0 ? sources : undefined,
      filter: read(filter, readFilter, failures),
    };
    problem.textContent = failures.join(" ");
    told.replaceChildren(...[
      given.session_id && h("bdi", {}, given.session_id), sources.length > 0 && count(sources.length, "source"),
      given.filter && "filtered",
    ].filter(Boolean).flatMap((one) => [" · ", one]));
    return failures.length > 0 ? null : given;
  };

  const show = () => onchange(readAll());
  for (const box of [session, ids, filter]) box.addEventListener("input", show);

  return {
    get arguments() { return readAll(); },
    set({ session_id: name = "", source_ids: list = [], filter: wanted }) {
      session.value = name;
      ids.value = list.join(", ");
      filter.value = wanted ? JSON.stringify(wanted) : "";
      part("scope").open = Boolean(name || list.length > 0 || wanted);
      show();
    },
  };
};
