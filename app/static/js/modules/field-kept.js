// A page of the crew's that came out of the phone's memory says so, and when it was kept; one that lost its network
// says that nothing is lost. With the network back, what is kept is shown anew, unless somebody is writing.

import { say, wordsOf } from "../words.js";

export default function fieldKept(note) {
  const words = wordsOf(note);
  const [line, again] = [note.querySelector("[data-kept-words]"), note.querySelector("[data-kept-again]")];
  const keptAt = Number(document.documentElement.dataset.kept || 0);

  const isWriting = () =>
    [...document.querySelectorAll("main textarea")].some((field) => field.value.trim()) ||
    Boolean(document.querySelector("main [data-photo-strip] > *, main dialog[open], main details[open] form"));

  function show() {
    const isBack = keptAt && navigator.onLine;
    note.hidden = !keptAt && navigator.onLine;
    note.toggleAttribute("data-back", Boolean(isBack));
    // What the browser calls a network may reach nobody: the time of keeping stands as long as the page does.
    const sentence = keptAt ? say(words.kept, { time: moment(keptAt) }) : words.cut;
    if (line.textContent !== sentence) line.textContent = sentence;
    again.hidden = !isBack;
  }

  again.addEventListener("click", () => window.location.reload());
  window.addEventListener("offline", show);
  window.addEventListener("online", () => {
    if (!keptAt || isWriting()) return show();
    line.textContent = words.back;
    sendFirst().then((mayReload) => (mayReload && !isWriting() ? window.location.reload() : show()));
  });
  show();
}

/**
 * What waits leaves first: then the page shows how things stand. False where the server asks who it is: the page
 * says so, and keeps what it has.
 */
async function sendFirst() {
  const databases = await window.indexedDB?.databases?.();
  if (databases && !databases.some(({ name }) => name === "queue")) return true;
  try {
    const queue = await import("../queue.js");
    await queue.send({ isWoken: true });
    return !(await queue.list()).some(({ problem }) => problem?.kind === "sign_in");
  } catch {
    return true;
  }
}

/** A time of today as the clock shows it; of another day with the day. */
function moment(at) {
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
  return then.toLocaleString([document.documentElement.lang, "uz"], isToday ? clock : { day: "numeric", month: "short", ...clock });
}
