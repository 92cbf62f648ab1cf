// Today brings the whole day onto the phone while there is a network: the service worker fetches it, this page says how
// far it is. On each card stands what waits of that job; the way on leads past what is done.

import { say, wordsOf } from "../words.js";
import { isConflict, isSignedOut } from "./field-waiting.js";

//: The page itself comes first, on a slow line.
const QUIET_MS = 800;
export const DONE = "field:done";

export default async function fieldDay(element) {
  const words = wordsOf(element);
  const status = element.querySelector("[data-day-words]");
  let had = 0;
  sayDone();
  showOnCards().catch(() => {});
  if ("kept" in document.documentElement.dataset) return;
  window.addEventListener("online", () => keep().catch(() => {}));
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  await keep();

  /** What was finished a moment ago on another page is said here. */
  function sayDone() {
    const sentence = window.sessionStorage.getItem(DONE);
    if (!sentence) return;
    window.sessionStorage.removeItem(DONE);
    const flash = element.querySelector("[data-day-done]").content.firstElementChild.cloneNode(true);
    flash.querySelector("p").textContent = sentence;
    document.querySelector(".flashes")?.append(flash);
  }

  async function keep() {
    const { serviceWorker } = navigator;
    if (!serviceWorker || !window.caches) return;
    const { active } = await serviceWorker.ready;
    const wanted = { ...JSON.parse(element.dataset.keep), language: document.documentElement.lang };
    tell(words.keeping);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      const { kept, of, isFull } = data;
      element.dataset.kept = `${kept}/${of}`;
      tell(kept >= of ? (of ? words.kept : "") : say(isFull ? words.full : words.part, { kept, of }));
    };
    active.postMessage({ day: wanted }, [port2]);
  }

  function tell(sentence) {
    status.textContent = sentence;
  }

  async function showOnCards() {
    const databases = await window.indexedDB?.databases?.();
    if (databases && !databases.some(({ name }) => name === "queue")) return;
    const queue = await import("../queue.js");
    queue.onChange(() => show(queue).catch(() => {}));
    await show(queue);
  }

  async function show(queue) {
    const acts = (await queue.list()).filter(({ kind, who }) => kind === "job" && who === element.dataset.who);
    const going = acts.filter(({ state }) => state !== "attention").length;
    // All of it has arrived: the list shows how the jobs stand now, unless somebody is putting them in order.
    if (had && !going && navigator.onLine && !document.querySelector("[data-ordering=yes]")) return window.location.reload();
    had = going;
    const done = new Set();
    for (const card of document.querySelectorAll("[data-job]")) {
      const own = acts.filter(({ job }) => job?.href === card.dataset.href);
      const stuck = own.filter((act) => act.state === "attention" && !isSignedOut(act));
      const line = card.querySelector("[data-job-waits]");
      line.hidden = !own.length;
      const told = stuck.length ? stuck : own;
      line.lastElementChild.textContent = own.length ? say(stuck.length ? words.stuck : words.waits, { acts: told.map(({ label }) => label).join(", ") }) : "";
      line.toggleAttribute("data-stuck", stuck.length > 0);
      if (stuck.some(isConflict) || own.some(({ move, state }) => state !== "attention" && ["resolve", "hand_back"].includes(move))) done.add(card.dataset.href);
    }
    const next = document.querySelector("[data-next-job]");
    const open = [...document.querySelectorAll("[data-job]")].find((card) => !done.has(card.dataset.href));
    if (next && open) next.href = open.dataset.href;
    return undefined;
  }
}
