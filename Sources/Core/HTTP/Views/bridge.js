"use strict";

// How a view gets its data and calls tools. As a page it reads its boot block and uses its server's REST routes; in the
// frame of an MCP client it speaks MCP Apps (2026-01-26) with the host, which has the connection to the server.
//
//   bridge.start(render, input?)            calls render(data) with the first data, and in a frame with each later
//                                           result; before that, input(args) with what the tool was called with
//   await bridge.call(tool, args, signal?)  answers the tool's structured result, or throws an Error fit to be shown
//   bridge.canCall                          whether tools can be called from here
//   bridge.framed                           whether this is in the frame of a client: the class framed of the root
const bridge = (() => {
  const framed = window.parent !== window;
  const waiting = new Map();
  let lastId = 0;
  let host = null;

  // The host's origin cannot be known, so nothing secret goes this way.
  const post = (message) => window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const notify = (method, params = {}) => post({ method, params });
  const request = (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set(++lastId, { resolve, reject });
      post({ id: lastId, method, params });
    });

  const structured = (result) => {
    const text = (result.content ?? []).filter((block) => block.type === "text").map((block) => block.text).join("\n");
    if (result.isError) throw new Error(text || "The tool failed and gave no reason.");
    if (result.structuredContent !== undefined) return result.structuredContent;
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };

  // What went wrong with the data stands above the view until there is better.
  const problem = document.createElement("p");
  problem.setAttribute("role", "alert");
  const tell = (text) => {
    problem.textContent = text;
    document.body.prepend(problem);
  };
  const attempt = (work) => {
    try {
      work();
      problem.remove();
    } catch (error) {
      tell(error.message);
    }
  };

  const applyContext = (context = {}) => {
    const root = document.documentElement;
    if (context.theme) {
      root.dataset.theme = context.theme;
      // Hosts write colours as light-dark(…), which goes by this. On the root it would make the whole frame opaque.
      document.body.style.colorScheme = context.theme;
    }
    for (const [name, value] of Object.entries(context.styles?.variables ?? {})) {
      // Hosts leave out a variable by giving it as undefined, too.
      if (name.startsWith("--") && typeof value === "string") root.style.setProperty(name, value);
    }
  };

  const answer = (message) => {
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) call?.reject(new Error(message.error.message ?? "The client refused and gave no reason."));
    else call?.resolve(message.result);
  };

  const startFramed = async (render, input) => {
    document.documentElement.classList.add("framed");
    const notifications = new Map([
      ["ui/notifications/tool-input", (params) => attempt(() => input?.(params.arguments ?? {}))],
      ["ui/notifications/tool-result", (result) => attempt(() => render(structured(result)))],
      ["ui/notifications/tool-cancelled", ({ reason }) =>
        tell("The call was stopped" + (reason ? ": " + reason : "."))],
      ["ui/notifications/host-context-changed", applyContext],
    ]);
    window.addEventListener("message", ({ source, data: message }) => {
      if (source !== window.parent || message?.jsonrpc !== "2.0") return;
      if (message.method === undefined) return answer(message);
      if (message.id === undefined) return notifications.get(message.method)?.(message.params ?? {});
      if (["ping", "ui/resource-teardown"].includes(message.method)) return post({ id: message.id, result: {} });
      post({ id: message.id, error: { code: -32601, message: "Method not found: " + message.method } });
    });

    const agreed = await request("ui/initialize", {
      protocolVersion: "2026-01-26",
      appInfo: { name: "paddle", version: "1" },
      appCapabilities: { availableDisplayModes: ["inline"] },
    });
    host = agreed.hostCapabilities ?? {};
    applyContext(agreed.hostContext);
    notify("ui/notifications/initialized");

    let pending;
    new ResizeObserver(() => {
      clearTimeout(pending);
      pending = setTimeout(() => {
        const { width, height } = document.documentElement.getBoundingClientRect();
        notify("ui/notifications/size-changed", { width: Math.ceil(width), height: Math.ceil(height) });
      }, 50);
    }).observe(document.documentElement);
  };

  const fetchResult = async (tool, args, signal) => {
    let response;
    try {
      response = await fetch("/api/v1/tools/" + encodeURIComponent(tool), {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(args),
        signal,
      });
    } catch {
      throw new Error("The server does not answer. Does it still run?");
    }
    const body = await response.json().catch(() => null);
    if (response.ok) return body;
    throw new Error(body?.detail ?? body?.title ?? "The server answered with status " + response.status + ".");
  };

  return {
    framed,
    get canCall() {
      return !framed || Boolean(host?.serverTools);
    },
    call: async (tool, args, signal) => {
      if (!framed) return fetchResult(tool, args, signal);
      // As JSON has it, without what is undefined.
      return structured(await request("tools/call", { name: tool, arguments: JSON.parse(JSON.stringify(args)) }));
    },
    start: (render, input) =>
      framed
        ? startFramed(render, input).catch((error) => tell(error.message))
        : attempt(() => render(JSON.parse(document.getElementById("boot").textContent))),
  };
})();
