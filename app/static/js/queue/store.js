// What waits on this device, and what was sent from it: IndexedDB, for pages and the service worker alike.
// An act and its files are written together or not at all; nothing is said to be kept before the disk has it.

import { openDB } from "../../vendor/idb/idb.js";

export const NAME = "queue";
const ACTS = "acts";
const BLOBS = "blobs";
const KEPT = "kept";
//: So many sent reports are remembered; the oldest go first.
const MOST_KEPT = 200;

/** There is no room on the device: nothing was stored. */
export class Full extends Error {
  name = "Full";
}

/** This browser keeps nothing for us: nothing was stored. */
export class Closed extends Error {
  name = "Closed";
}

let opened = null;

function base() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore(ACTS, { keyPath: "id" });
      db.createObjectStore(BLOBS);
      db.createObjectStore(KEPT, { keyPath: "publicId" });
    },
    // A newer release in another tab must not wait for this one.
    blocking: (_from, _to, event) => {
      event.target.close();
      opened = null;
    },
    terminated: () => (opened = null),
  }).catch((error) => {
    opened = null;
    throw /quota/i.test(error.name) ? new Full(error.message) : new Closed(error.message);
  });
  return opened;
}

/** Run `work(stores)` in one transaction, and return its result once the disk has it. */
async function write(names, work) {
  const db = await base();
  const transaction = db.transaction(names, "readwrite", { durability: "strict" });
  const stores = names.map((name) => transaction.objectStore(name));
  // A refused request ends its transaction: both are heard, so that neither goes unheard.
  const done = transaction.done.catch((error) => error);
  try {
    const result = await work(...stores);
    const failed = await done;
    if (failed) throw failed;
    return result;
  } catch (error) {
    const reasons = [error, transaction.error, await done];
    if (reasons.some((reason) => reason?.name === "QuotaExceededError")) throw new Full(error.message);
    throw error;
  }
}

/** Keep an act with its files; one of the same id is replaced. `blobs`: Map of file key to Blob. */
export function put(act, blobs) {
  return write([ACTS, BLOBS], async (acts, files) => {
    const before = await acts.get(act.id);
    const stays = new Set(act.files.map((file) => file.key));
    const gone = (before?.files || []).filter((file) => !stays.has(file.key));
    await Promise.all([
      ...gone.map((file) => files.delete(file.key)),
      ...[...blobs].map(([key, blob]) => files.put(blob, key)),
      acts.put(act),
    ]);
  });
}

/** Change an act: `change(act)` returns the new one, or nothing. Returns it, or undefined where there is none. */
export function change(id, alter) {
  return write([ACTS], async (acts) => {
    const act = await acts.get(id);
    if (!act) return undefined;
    const altered = alter(act) || act;
    await acts.put(altered);
    return altered;
  });
}

/** Forget an act and its files. With `report`, it arrived: the report is remembered in the same moment. */
export function remove(id, report = null) {
  return write([ACTS, BLOBS, KEPT], async (acts, files, kept) => {
    const act = await acts.get(id);
    if (report) await kept.put(report);
    await Promise.all([...(act?.files || []).map((file) => files.delete(file.key)), acts.delete(id)]);
  });
}

/** Take one file out of an act. */
export function removeFile(id, key) {
  return write([ACTS, BLOBS], async (acts, files) => {
    const act = await acts.get(id);
    if (!act) return;
    act.files = act.files.filter((file) => file.key !== key);
    await Promise.all([acts.put(act), files.delete(key)]);
  });
}

/** Return every act, oldest first. */
export async function list() {
  return (await (await base()).getAll(ACTS)).sort((a, b) => a.addedAt - b.addedAt);
}

/** Return one act, or undefined. */
export async function find(id) {
  return (await base()).get(ACTS, id);
}

/** Return the bytes of a file, or undefined where only the server has them. */
export async function blob(key) {
  return (await base()).get(BLOBS, key);
}

/** Remember a report that was sent from here: {publicId, address, title, place, at}. */
export function keep(report) {
  return write([KEPT], async (kept) => {
    await kept.put(report);
    const all = (await kept.getAll()).sort((a, b) => b.at - a.at);
    await Promise.all(all.slice(MOST_KEPT).map((old) => kept.delete(old.publicId)));
  });
}

/** Return the reports that were sent from here, newest first. */
export async function listKept() {
  return (await (await base()).getAll(KEPT)).sort((a, b) => b.at - a.at);
}

/** Forget a report that was sent from here; the report itself stays where it is. */
export function forget(publicId) {
  return write([KEPT], (kept) => kept.delete(publicId));
}
