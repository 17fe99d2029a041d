"use strict";

// What somebody thinks of an answer. Needs dom.js and bridge.js.

const ratingView = (id, rating, comment) => {
  const status = h("span", { role: "status", class: "muted" });
  const why = h("input", { type: "text", maxlength: 10_000, autocomplete: "off", placeholder: "Why, if you like",
    "aria-label": "Why", value: comment });
  let given = rating;
  const words = ["wrong or useless", "poor", "fair", "good", "right and complete"];
  const show = () => buttons.forEach((one, index) => one.setAttribute("aria-pressed", String(index + 1 === given)));
  const rate = async (number) => {
    status.classList.remove("failed");
    status.textContent = "Noting …";
    try {
      await bridge.call("rate_answer", { id, rating: number, comment: why.value.trim() || undefined });
      given = number;
      show();
      status.textContent = "Rated " + number + " of 5.";
    } catch (error) {
      status.classList.add("failed");
      status.textContent = error.message;
    }
  };
  const buttons = words.map((meaning, index) => button(String(index + 1), () => rate(index + 1),
    { "aria-label": "Rate " + (index + 1) + " of 5: " + meaning, title: meaning, class: "small" }));
  why.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (given) rate(given);
    else status.textContent = "Choose 1 to 5.";
  });
  show();
  return h("div", { class: "rating line", role: "group", "aria-label": "Rating" },
    h("span", {}, "How good is this answer?"), h("span", { class: "marks" }, buttons), why, status);
};
