// A line on the map and on the form: there is no network, and so many reports wait here.

import { say, wordsOf } from "../words.js";

export default function waitingNote(note) {
  const words = wordsOf(note);
  const [line, link] = [note.querySelector("[data-note-line]"), note.querySelector("a")];
  const isShell = document.documentElement.hasAttribute("data-shell");
  let waits = false;

  function showLine() {
    const isCut = !navigator.onLine || isShell;
    line.hidden = !isCut;
    note.hidden = !isCut && !waits;
  }

  async function listen() {
    // Nothing was ever kept on this device: there is nothing to fetch the list for.
    const known = await window.indexedDB?.databases?.();
    if (known && !known.some(({ name }) => name === "queue")) return;
    const queue = await import("../queue.js");
    queue.onChange(() => count(queue));
    await count(queue);
  }

  async function count(queue) {
    const own = document.querySelector("form [name=client_uuid]")?.value;
    const acts = (await queue.list()).filter(({ kind, id }) => kind === "report" && id !== own);
    const wrong = acts.filter(({ state }) => state === "attention").length;
    waits = acts.length > 0;
    link.hidden = !waits;
    link.querySelector("span").textContent = wrong ? say(words.attention, { n: wrong }) : say(words.waiting, { n: acts.length });
    note.toggleAttribute("data-attention", wrong > 0);
    showLine();
  }

  for (const name of ["online", "offline"]) window.addEventListener(name, showLine);
  showLine();
  listen().catch(() => {});
}
