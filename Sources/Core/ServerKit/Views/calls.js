"use strict";

// Calls of tools from a view. Needs dom.js and bridge.js.

// The names of the tools that can be called. In a frame they are not known.
let tools;
const can = (tool) => bridge.canCall && (tools?.includes(tool) ?? true);

// Calls of which the last one alone counts; the answers to those before are given up. Meanwhile a region is busy, and
// a status says why.
const latestCalls = (region, status) => {
  let turn = 0;
  let asked = new AbortController();
  const end = (words, failed) => {
    region.removeAttribute("aria-busy");
    status.classList.toggle("failed", failed);
    status.textContent = words;
  };
  const stop = () => {
    asked.abort();
    turn += 1;
    end("", false);
  };
  return {
    stop,
    // call(signal) makes the call, and show(answer, milliseconds) shows its answer. Where either fails, failed(error)
    // shows that, or else the status.
    async run(words, call, show, failed) {
      stop();
      asked = new AbortController();
      const mine = turn;
      region.setAttribute("aria-busy", "true");
      status.textContent = words;
      const started = performance.now();
      try {
        const answer = await call(asked.signal);
        if (mine !== turn) return;
        end("", false);
        show(answer, Math.round(performance.now() - started));
      } catch (error) {
        if (mine !== turn) return;
        end(failed ? "" : error.message, !failed);
        failed?.(error);
      }
    },
  };
};

const noteCard = (...content) => h("div", { class: "note card" }, content);

const failureCard = (error, again) =>
  noteCard(h("p", { role: "alert" }, error.message), again && button("Try again", again));

// The tool that a page stands on is not there.
const missingTool = (tool) => noteCard(h("p", { role: "alert" },
  "The tool " + tool + " is not shown by this server, or not to you. Start it with TOOLSETS=all."));
