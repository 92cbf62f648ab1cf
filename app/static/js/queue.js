// Acts that wait on this device until they arrive: written first, sent after, each exactly once.
// For pages and for the service worker. An act: {id, kind, url, fields, files, upload, order, label, place, who, words}.

import { drain, withLock } from "./queue/sending.js";
import * as store from "./queue/store.js";

export { sendUnkept } from "./queue/sending.js";
export { Closed, Full } from "./queue/store.js";

const TAG = "queue";
const channel = self.BroadcastChannel ? new BroadcastChannel("queue") : null;
const hearers = new Set();
channel?.addEventListener("message", () => hearers.forEach((hear) => hear()));

function changed() {
  channel?.postMessage("changed");
  hearers.forEach((hear) => hear());
}

/** Call `hear` whenever something changed, in whichever tab; returns the way to stop that. */
export function onChange(hear) {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

/**
 * Keep an act; it goes by itself from now on. One of the same id is replaced: that is how one is changed.
 * `files`: [{blob, name, field, kind, token?, thumb?, meta?}]. Throws Full or Closed: then nothing was kept.
 */
export async function add({ files = [], ...act }) {
  const before = await store.find(act.id);
  const blobs = new Map();
  const described = files.map(({ blob, ...file }, n) => {
    const key = `${act.id}/${Date.now().toString(36)}-${n}`;
    if (blob) blobs.set(key, blob);
    return { token: "", address: "", sent: 0, ...file, key, type: blob?.type || "", size: blob?.size || 0 };
  });
  await store.put(
    {
      upload: {}, order: act.id, label: "", place: "", who: "", words: {}, ...act,
      files: described, addedAt: before?.addedAt || Date.now(), state: "waiting", problem: null,
      tries: 0, nextAt: 0, notBefore: 0, isUnsure: before?.isUnsure || false, isChanged: before?.isUnsure || false,
    },
    blobs,
  );
  // Browsers throw away what nobody asked them to keep when the disk fills up.
  self.navigator.storage?.persist?.().catch(() => {});
  changed();
  await askForSync();
}

/** Have the browser wake the service worker when the network is back, where it can and may. */
async function askForSync() {
  const { serviceWorker } = self.navigator;
  // Before the first page has a worker, nobody would be woken.
  if (!serviceWorker?.controller) return;
  const { sync } = await serviceWorker.ready;
  await sync?.register(TAG).catch(() => {});
}

/** Whether what waits goes even when no page of ours is open. */
export async function goesWithoutPage() {
  const { serviceWorker } = self.navigator;
  if (!serviceWorker?.controller) return false;
  const { sync } = await serviceWorker.ready;
  return Boolean((await sync?.getTags().catch(() => []))?.includes(TAG));
}

export const list = store.list;
export const find = store.find;

/** Return the bytes of one of an act's files, or undefined where only the server has them. */
export function blob(file) {
  return store.blob(file.key);
}

/** Forget an act: it is not sent, if it did not arrive already (`isUnsure`). */
export async function remove(id) {
  await store.remove(id);
  changed();
}

/** Send an act without one of its files. */
export async function dropFile(id, key) {
  await store.removeFile(id, key);
  await retry(id);
}

/** Let an act that waits for somebody's look go again. */
export async function retry(id) {
  await store.change(id, (act) => ({ ...act, state: "waiting", problem: null, nextAt: 0 }));
  changed();
}

/** Do not send an act for so long: somebody is about to change it. */
export function hold(id, ms) {
  return store.change(id, (act) => ({ ...act, notBefore: Date.now() + ms }));
}

/** Keep an act from being sent while this page is open; returns the way to let it go, or null while it is under way. */
export function claim(id) {
  return new Promise((claimed) => {
    withLock(`queue:act:${id}`, { ifAvailable: true }, (lock) => {
      if (!lock) return claimed(null);
      return new Promise((release) => claimed(release));
    });
  });
}

let under = null;
let isAskedAgain = false;

/** Send what may go. `isWoken`: do not wait for the pause after a failure. Returns {sent, left, lost}. */
export function send({ isWoken = false } = {}) {
  // A call while one is under way makes one more round afterwards, for what was added meanwhile.
  if (under) {
    isAskedAgain = true;
    return under;
  }
  under = (async () => {
    let outcome;
    const sent = [];
    do {
      isAskedAgain = false;
      outcome = await drain({ isWoken, changed });
      sent.push(...outcome.sent);
    } while (isAskedAgain);
    return { ...outcome, sent };
  })().finally(() => (under = null));
  return under;
}

/** Send from this page for as long as it is open: now, when the network is back, after each pause. */
export function watch() {
  let timer;
  const go = async (isWoken) => {
    clearTimeout(timer);
    await send({ isWoken }).catch((error) => console.error("What waits could not be sent.", error));
    const waiting = (await store.list()).filter((act) => act.state !== "attention");
    if (!waiting.length) return;
    const soonest = Math.min(...waiting.map((act) => Math.max(act.nextAt, act.notBefore)));
    timer = setTimeout(() => go(false), Math.max(1000, soonest - Date.now()));
  };
  self.addEventListener("online", () => go(true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go(false));
  onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(() => go(false), 1000);
  });
  return go(true);
}

/** Reports that were sent from this device, with their secret addresses. */
export const kept = {
  list: store.listKept,
  async keep(report) {
    await store.keep({ at: Date.now(), ...report });
    changed();
  },
  async forget(publicId) {
    await store.forget(publicId);
    changed();
  },
};
