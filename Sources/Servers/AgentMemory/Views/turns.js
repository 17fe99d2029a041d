"use strict";

// What was said, by days and speakers. Needs dom.js, words.js, facts.js, scores.js and memory.js.

const speakerOf = ({ speaker, role }) => speaker || role;

// A day and a time of day, in UTC as all times are.
const dayOf = ({ created_at: at }) => at?.slice(0, 10);
const clockOf = ({ created_at: at }) => at?.slice(11, 16);

// How long nobody spoke, where that is told: from an hour on.
const pauseWords = (earlier, later) => {
  const hours = (Date.parse(later.created_at) - Date.parse(earlier.created_at)) / 3_600_000;
  if (!(hours >= 1)) return null;
  return (hours < 48 ? count(Math.floor(hours), "hour") : count(Math.floor(hours / 24), "day")) + " later";
};

const turnItem = (turn, found) =>
  h("li", {
    class: ["user", "assistant"].includes(turn.role) ? "card " + turn.role : "card", id: "turn-" + turn.turn,
    tabindex: found ? "-1" : undefined,
  },
    h("p", { class: "line who" },
      h("b", {}, h("bdi", {}, speakerOf(turn))),
      turn.speaker && h("span", { class: "muted" }, h("bdi", {}, turn.role)),
      h("span", { class: "muted" }, "turn " + turn.turn, turn.created_at && " · ",
        turn.created_at && h("time", { datetime: turn.created_at, title: timeWords(turn.created_at) }, clockOf(turn)))),
    h("p", { class: "said", dir: "auto" }, turn.content));

// Turns in their order, with the days on which they were said and the pauses between them.
const timeline = (turns, found) => turns.flatMap((turn, index) => {
  const before = turns[index - 1];
  const day = dayOf(turn);
  const isNewDay = day !== undefined && (before === undefined || dayOf(before) !== day);
  const silence = before && pauseWords(before, turn);
  const item = turnItem(turn, turn.turn === found);
  item.classList.toggle("found", turn.turn === found);
  return [
    isNewDay && h("li", { class: "day" }, h("h3", {}, h("time", { datetime: day }, day))),
    silence && h("li", { class: "gap muted" }, silence), item,
  ].filter(Boolean);
});

const turnParts = ["similarity", "speaker", "statement"];

// A turn that was found. context: { terms, session: whether its session is told, open(turn)? }
const turnHit = ({ turn, score, parts, bank }, { terms, session, open }) => {
  const name = [h("bdi", {}, speakerOf(turn)), ", turn " + turn.turn];
  return h("li", { class: "hit card" },
    h("div", { class: "line" },
      h("h3", {}, open ? button(name, () => open(turn, bank), { class: "open" }) : name),
      scoreBar(score, turnParts.map((one) => [one, one, parts?.[one] ?? 0]))),
    h("p", { class: "passage", dir: "auto" }, marked(beginning(turn.content, 600), terms)),
    h("p", { class: "muted about" }, session && h("bdi", {}, turn.session_id + " "),
      turn.created_at && timeOf(turn.created_at)),
    parts && partNumbers(parts, turnParts));
};

// The values of a session.
const valueTable = (values) => h("table", {},
  h("thead", {}, h("tr", {}, ["Name", "Value", "Changed", "Expires"].map((words) => h("th", { scope: "col" }, words)))),
  h("tbody", {}, values.map(({ key, value, updated_at: changed, expires_at: end }) => h("tr", {},
    h("th", { scope: "row" }, h("bdi", {}, key)),
    h("td", {}, h("pre", { dir: "auto" }, typeof value === "string" ? value : JSON.stringify(value, null, 1))),
    h("td", {}, changed && timeOf(changed)), h("td", {}, end ? timeOf(end) : "never")))));
