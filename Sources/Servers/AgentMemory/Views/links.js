"use strict";

// From one page to the others. Needs place.js.

// bank: the one that they are to open.
const memoryLinks = (server, own, bank) => pageLinks(server, [
  ["memories", "Memories", "list_memory_banks"], ["session", "Conversations", "list_conversations"],
  ["review", "Review", "find_conflicts"],
], own, { bank });
