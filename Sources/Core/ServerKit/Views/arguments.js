"use strict";

// Arguments of tools. Of a field { key, schema, required, id }: what its schema says in words, the control for it, and
// the value in the control. Needs dom.js.

const type = (schema) =>
  [schema.type].flat().find((name) => name && name !== "null") ?? (schema.enum ? "string" : "any");

const isLines = (schema) =>
  type(schema) === "array" && ["string", "number", "integer"].includes(type(schema.items ?? {}));

const words = (schema) => {
  const known = { string: "text", object: "JSON object", boolean: "true or false", any: "JSON" };
  return type(schema) === "array" ? "list of " + words(schema.items ?? {}) : known[type(schema)] ?? type(schema);
};

const range = (low, high, unit = "") => {
  const text = (number) => number.toLocaleString("en");
  if (low !== undefined && high !== undefined) return text(low) + " to " + text(high) + unit;
  if (low !== undefined) return "at least " + text(low) + unit;
  return high === undefined ? null : "at most " + text(high) + unit;
};

const kindNote = ({ schema, required }) =>
  h("span", { class: "kind" }, [
    schema.enum ? "one of " + schema.enum.join(", ") : words(schema),
    range(schema.minimum, schema.maximum),
    range(schema.minLength > 1 ? schema.minLength : undefined, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " items"),
    required && "required",
    schema.default !== undefined && "default " + JSON.stringify(schema.default),
  ].filter(Boolean).join(", "));

const control = ({ key, schema, required, id }) => {
  const common = { id, name: key, "aria-describedby": id + "-hint" };
  const choices = schema.enum ?? (type(schema) === "boolean" ? [true, false] : null);
  if (choices) {
    const unset = h("option", { value: "" }, schema.default === undefined ? "—" : "default");
    return h("select", { ...common, required },
      unset, choices.map((choice) => h("option", { value: JSON.stringify(choice) }, String(choice))));
  }
  switch (type(schema)) {
    case "integer":
    case "number":
      return h("input", {
        ...common, required, type: "number", min: schema.minimum, max: schema.maximum,
        step: type(schema) === "integer" ? 1 : "any", placeholder: schema.default,
      });
    case "string":
      return h("input", {
        ...common, required: required && schema.minLength > 0, type: "text", autocomplete: "off",
        minlength: schema.minLength, maxlength: schema.maxLength, placeholder: schema.default,
      });
    default:
      return h("textarea", {
        ...common, required, rows: 2, spellcheck: "false",
        placeholder: isLines(schema) ? "One per line" : type(schema) === "array" ? "[ … ]" : "{ … }",
      });
  }
};

const argumentsFrom = (controls) => {
  const entries = controls.flatMap(({ field, control }) => {
    const text = control.value;
    if (text === "" && !(field.required && type(field.schema) === "string")) return [];
    return [[field.key, parse(text, field, control)]];
  });
  return Object.fromEntries(entries);
};

const parse = (text, { key, schema }, control) => {
  if (!schema.enum && type(schema) === "string") return text;
  if (isLines(schema)) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return type(schema.items) === "string" ? lines : lines.map(Number);
  }
  try {
    return JSON.parse(text);
  } catch {
    control.focus();
    const example = type(schema) === "array" ? "[1, 2]" : '{"name": "value"}';
    throw new Error(key + ": expected JSON, such as " + example + ".");
  }
};
