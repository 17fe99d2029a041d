"use strict";

// What to do where nothing is stored. Needs dom.js and calls.js.

const noSource = () => noteCard(
  h("p", {}, "There is no source yet. Bring a folder in with the tool ingest_folder, or store a text from the shell:"),
  h("pre", {}, h("code", {}, `rag call add_document '{"title":"Tea","content":"Sencha is steamed."}'`)));
