// On every page, once it stands: the service worker is registered and told the reader's language, and what waits on
// this device is sent. Whoever has nothing waiting fetches nothing for it.

//: The worker fetches the shell; a slow line is left to the page first.
const QUIET_MS = 3_000;

export default function installed(element) {
  const once = (act) => (document.readyState === "complete" ? act() : window.addEventListener("load", act, { once: true }));
  tellWho(element.dataset.who);
  once(() => sendWhatWaits().catch(() => {}));
  once(() => setTimeout(() => register(element.dataset.worker).catch(() => {}), QUIET_MS));
}

/** What is kept for one person is not for another: the worker hears who is here. A kept page does not know. */
function tellWho(who) {
  const { dataset } = document.documentElement;
  if ("shell" in dataset || "kept" in dataset) return;
  navigator.serviceWorker?.controller?.postMessage({ here: who || "" });
}

async function register(address) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  await serviceWorker.register(address, { type: "module", scope: "/" });
  const { active } = await serviceWorker.ready;
  active.postMessage({ keep: document.documentElement.lang });
}

async function sendWhatWaits() {
  const known = await window.indexedDB?.databases?.();
  if (known && !known.some(({ name }) => name === "queue")) return;
  const queue = await import("../queue.js");
  await queue.watch();
}
