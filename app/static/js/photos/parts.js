// A file in parts over a line that breaks. What arrived stays there; the rest follows from the right byte, by
// itself, as soon as there is a network. The server's half is app/resident/uploads.py.

import { ask } from "./asking.js";

const FIRST_PART = 128 * 1024;
const SMALLEST_PART = 32 * 1024;
//: A part that took less time than this is followed by a larger one.
const QUICK_MS = 1500;

/** The server says no, in a sentence: sending the same again would not help. */
export class Refused extends Error {}

/**
 * Send a blob and return the server's answer, however often the line breaks meanwhile.
 *
 * `way`: {partsUrl, plainUrl, kind, fields}; without `partsUrl` it goes in one piece to `plainUrl`, again
 * from the beginning after each break. `resume`: the address of an upload begun before, or nothing.
 * `hear`: progress(part of 1), waiting(true | false), address(url). Throws Refused, or AbortError by `signal`.
 */
export async function send(blob, way, { signal, resume = "", hear = {} } = {}) {
  const state = { address: resume, offset: 0, part: FIRST_PART, most: Infinity, sure: !resume, tries: 0 };
  for (;;) {
    try {
      const answer = way.partsUrl ? await step(blob, way, state, signal, hear) : await whole(blob, way, signal, hear);
      state.tries = 0;
      hear.waiting?.(false);
      if (answer) return answer;
    } catch (error) {
      if (error.name === "AbortError" || error instanceof Refused) throw error;
      state.sure = false;
      state.part = Math.max(SMALLEST_PART, state.part / 2);
      state.tries += 1;
      hear.waiting?.(true);
      await networkIsBack(state.tries, signal);
    }
  }
}

/** One request: begin, ask how far it came, or the next part. Returns the answer once all is there. */
async function step(blob, way, state, signal, hear) {
  if (!state.address) return begin(blob, way, state, signal, hear);
  if (!state.sure) return lookHowFar(blob, state, signal);
  const end = Math.min(blob.size, state.offset + Math.min(state.part, state.most));
  const started = performance.now();
  const answer = await ask("PATCH", state.address, {
    body: blob.slice(state.offset, end),
    headers: { "Upload-Offset": String(state.offset), "Content-Type": "application/offset+octet-stream" },
    progress: (bytes) => hear.progress?.((state.offset + bytes) / blob.size),
    signal,
  });
  if (answer.status === 201) return answer.data;
  if (answer.status === 404) return forget(state);
  if (answer.status === 409) {
    // The same byte again: another request is still at it.
    if (answer.data.offset === state.offset) throw new Error("The part is being taken already.");
    state.offset = answer.data.offset;
  } else if (answer.status === 200) state.offset = answer.data.offset;
  else refuse(answer);
  if (performance.now() - started < QUICK_MS) state.part *= 2;
  hear.progress?.(state.offset / blob.size);
  return null;
}

async function begin(blob, way, state, signal, hear) {
  const body = new FormData();
  body.append("kind", way.kind);
  body.append("size", String(blob.size));
  const answer = await ask("POST", way.partsUrl, { body, signal });
  // Where parts cannot be kept just now, the whole may still be.
  if (answer.status === 503 && way.plainUrl) return whole(blob, way, signal, hear);
  if (answer.status !== 201) refuse(answer);
  Object.assign(state, { address: answer.data.address, offset: 0, most: answer.data.most, sure: true });
  hear.address?.(state.address);
  return null;
}

async function lookHowFar(blob, state, signal) {
  const answer = await ask("GET", state.address, { signal });
  if (answer.status === 404 || (answer.status === 200 && answer.data.size !== blob.size)) return forget(state);
  if (answer.status !== 200) refuse(answer);
  Object.assign(state, { offset: answer.data.offset, sure: true });
  return null;
}

function forget(state) {
  Object.assign(state, { address: "", offset: 0, sure: true });
  return null;
}

async function whole(blob, way, signal, hear) {
  const body = new FormData();
  body.append(way.field || "photo", blob, way.name || "photo.jpg");
  for (const [name, value] of way.fields?.() || []) body.append(name, value);
  const progress = (bytes) => hear.progress?.(Math.min(1, bytes / blob.size));
  const answer = await ask("POST", way.plainUrl, { body, progress, signal, headers: way.headers?.() });
  if (answer.status !== 201) refuse(answer);
  return answer.data;
}

/** Tell a no from a not now: a busy or broken server, or a hotel's own page, is asked again. */
function refuse({ status, data }) {
  // A session that ended is signed in again; the file waits for that.
  if (status < 400 || status === 401 || status === 408 || status === 429 || status >= 500) throw new Error(`The server answered ${status}.`);
  throw new Refused(data?.error || "");
}

/** Wait until the browser says that there is a network, or until it is time for another try. */
function networkIsBack(tries, signal) {
  const pause = Math.min(30_000, 1000 * 2 ** Math.min(tries - 1, 5));
  return new Promise((resolve, reject) => {
    const done = (act) => () => {
      clearTimeout(timer);
      window.removeEventListener("online", back);
      signal?.removeEventListener("abort", stop);
      act();
    };
    const back = done(resolve);
    const stop = done(() => reject(new DOMException("stopped", "AbortError")));
    const timer = setTimeout(back, pause);
    window.addEventListener("online", back);
    signal?.addEventListener("abort", stop);
    if (signal?.aborted) stop();
  });
}
