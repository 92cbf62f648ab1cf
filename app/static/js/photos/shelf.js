// What was chosen and has not arrived, kept in the browser: a phone that opens its camera often closes the page.

const NAME = "unsent";
const STORE = "files";
//: After this time the server has forgotten its half too.
const KEPT_MS = 48 * 3600 * 1000;

/** Keep a file under a key, with what is needed to go on with it. A store that is full or closed keeps nothing. */
export function keep(key, value) {
  return use("readwrite", (files) => files.put({ ...value, at: Date.now() }, key));
}

/** Return what is kept under a key, or undefined. */
export function find(key) {
  return use("readonly", (files) => files.get(key));
}

/** Forget a key. */
export function forget(key) {
  return use("readwrite", (files) => files.delete(key));
}

/** Forget whatever is older than the server's half. */
export function forgetOld() {
  return use("readwrite", (files) => {
    const walk = files.openCursor();
    walk.onsuccess = () => {
      const cursor = walk.result;
      if (!cursor) return;
      if (!(cursor.value.at > Date.now() - KEPT_MS)) cursor.delete();
      cursor.continue();
    };
    return walk;
  });
}

async function use(mode, act) {
  try {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const work = base.transaction(STORE, mode);
        const asked = act(work.objectStore(STORE));
        work.oncomplete = () => resolve(asked.result);
        work.onabort = work.onerror = () => reject(work.error);
      });
    } finally {
      base.close();
    }
  } catch {
    return undefined;
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const asked = window.indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}
