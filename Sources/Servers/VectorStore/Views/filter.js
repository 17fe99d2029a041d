"use strict";

// The filter of a search: rows of name, operator and value, and the same as JSON, in which all of the language can be
// written. Needs dom.js and hits.js.

const operators = {
  $eq: "is", $ne: "is not", $gt: "is above", $gte: "is at least", $lt: "is below", $lte: "is at most",
  $in: "is one of", $nin: "is none of", $contains: "contains", $exists: "exists",
};

// What is typed as a value: JSON where it reads as such, else text. A list needs no brackets.
const typedValue = (operator, text) => {
  const value = (part) => {
    try {
      return JSON.parse(part);
    } catch {
      return part;
    }
  };
  if (operator === "$exists") return text.trim() !== "false";
  if (operator !== "$in" && operator !== "$nin") return value(text.trim());
  const list = value(text.trim());
  return Array.isArray(list) ? list : text.split(",").map((part) => value(part.trim())).filter((part) => part !== "");
};

const shownValue = (value) => {
  const readsAsText = typeof value === "string" && typedValue("$eq", value) === value;
  return readsAsText ? value : JSON.stringify(value);
};

// The filter that conditions [name, operator, value] make together.
const filterOf = (conditions) => {
  const filter = {};
  const others = [];
  for (const [name, operator, value] of conditions) {
    const tests = Object.hasOwn(filter, name) ? filter[name] : {};
    if (Object.hasOwn(tests, operator)) others.push({ [name]: { [operator]: value } });
    else Object.defineProperty(filter, name, {
      value: { ...tests, [operator]: value }, enumerable: true, configurable: true, writable: true,
    });
  }
  for (const [name, tests] of Object.entries(filter)) {
    const isPlain = Object.keys(tests).length === 1 && Object.hasOwn(tests, "$eq") && !isObject(tests.$eq);
    if (isPlain) filter[name] = tests.$eq;
  }
  return others.length === 0 ? filter : { $and: [filter, ...others] };
};

// The conditions that make a filter, or null for one that rows cannot show.
const conditionsOf = (filter) => {
  const conditions = [];
  for (const [name, test] of Object.entries(filter)) {
    if (["$and", "$or", "$not"].includes(name)) return null;
    const tests = Object.entries(isObject(test) ? test : { $eq: test });
    if (tests.length === 0 || tests.some(([operator]) => !Object.hasOwn(operators, operator))) return null;
    conditions.push(...tests.map(([operator, value]) => [name, operator, value]));
  }
  return conditions;
};

// onchange is called with each new filter: an object, or null while what is typed is none.
const filterBuilder = (onchange) => {
  const rows = h("ul", { class: "conditions" });
  const problem = h("p", { id: "filter-problem", role: "alert" });
  const note = h("p", { class: "muted", hidden: true }, "It is more than rows can show: edit it as JSON.");
  const json = h("textarea", {
    id: "filter-json", rows: 2, spellcheck: "false", autocomplete: "off", placeholder: "{ }",
    "aria-describedby": "filter-hint filter-problem", oninput: () => readJSON(),
  });
  let filter = {};

  const row = (name = "", operator = "$eq", value) => {
    const remove = () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      (next?.querySelector("input") ?? add).focus();
      readRows();
    };
    const item = h("li", {},
      h("input", { "aria-label": "Name", placeholder: "name", autocomplete: "off", value: name,
        oninput: () => readRows() }),
      h("select", { "aria-label": "Operator", onchange: () => readRows() },
        Object.entries(operators).map(([key, words]) =>
          h("option", { value: key, selected: key === operator }, words))),
      h("input", { "aria-label": "Value", placeholder: "value", autocomplete: "off", oninput: () => readRows(),
        value: value === undefined ? "" : shownValue(value) }),
      button("Remove", remove, { "aria-label": "Remove the condition" }));
    return item;
  };

  const change = (value) => {
    filter = value;
    json.setAttribute("aria-invalid", String(value === null));
    onchange(value);
  };

  const readRows = () => {
    const conditions = [...rows.children].flatMap((item) => {
      const [name, operator, value] = [...item.querySelectorAll("input, select")].map((one) => one.value);
      const isGiven = name !== "" && (value.trim() !== "" || operator === "$exists");
      return isGiven ? [[name, operator, typedValue(operator, value)]] : [];
    });
    const made = filterOf(conditions);
    json.value = conditions.length === 0 ? "" : JSON.stringify(made, null, 1).replace(/\n */g, " ");
    problem.textContent = "";
    change(made);
  };

  const readJSON = () => {
    let value = {};
    try {
      if (json.value.trim() !== "") value = JSON.parse(json.value);
      problem.textContent = isObject(value) ? "" : 'A filter is an object, such as {"kind": "note"}.';
    } catch (error) {
      problem.textContent = "This is no JSON yet: " + error.message;
      value = null;
    }
    if (problem.textContent !== "") return change(null);
    showRows(value);
    change(value);
  };

  const showRows = (value) => {
    const conditions = conditionsOf(value);
    rows.hidden = add.hidden = conditions === null;
    note.hidden = conditions !== null;
    rows.replaceChildren(...(conditions ?? []).map((condition) => row(...condition)));
  };

  const add = button("Add a condition", () => {
    rows.append(row());
    rows.lastElementChild.querySelector("input").focus();
  });

  return {
    element: h("div", { class: "builder" }, rows, note, h("div", {}, add),
      h("label", { for: "filter-json" }, "The filter as JSON"), json,
      h("p", { id: "filter-hint", class: "muted" },
        "Numbers, true and false are read as such, anything else as text; in quotes, they are text, too. ",
        "The document’s own are $id, $key, $title, $created_at and $updated_at."),
      problem),
    get value() { return filter; },
    set(text) {
      json.value = text;
      readJSON();
    },
    // Adds a condition to what is there, whatever that is.
    require(name, value) {
      const conditions = conditionsOf(filter ?? {});
      const condition = [name.startsWith("$") ? "$" + name : name, "$eq", value];
      const all = conditions ? filterOf([...conditions, condition]) : { $and: [filter, filterOf([condition])] };
      this.set(JSON.stringify(all));
    },
  };
};
