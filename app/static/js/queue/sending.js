// Sends what waits, one act after the other, one sender at a time over all tabs and the service worker.
// The server knows an act by its id: whatever is sent twice, by whomever, happens once.

import { Gone, Later, Refused, ask, judge } from "./answers.js";
import * as store from "./store.js";
import { again, carry } from "./upload.js";

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 30 * 60_000;

/** Hold a lock over all tabs for as long as `work` lasts; where there are no locks, the server still counts once. */
export function withLock(name, options, work) {
  return self.navigator.locks ? self.navigator.locks.request(name, options, work) : work({});
}

/** Return the pause before the next try: twice as long each time, never exactly the same for all. */
function pauseAfter(tries) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (0.8 + 0.4 * Math.random());
}

/** What goes one after the other: what one person did under one key. Nobody waits for somebody who does not sign in. */
function lineOf({ order, who }) {
  return `${order} ${who || ""}`;
}

/** Return the first act that may go now, or undefined: what comes after one that is stuck waits for it. */
function next(acts, passed, { now, isWoken }) {
  const blocked = new Set(passed);
  return acts.find((act) => {
    const mayGo =
      !blocked.has(lineOf(act)) &&
      act.notBefore <= now &&
      (act.state === "attention" ? act.problem?.kind === "sign_in" && isWoken : isWoken || act.nextAt <= now);
    if (!mayGo) blocked.add(lineOf(act));
    return mayGo;
  });
}

/**
 * Send what may go; returns {sent: [{id, report, earlier}], left, lost}. `lost`: nobody answered.
 * `isWoken`: the network came back or somebody asked, so pauses after a failure are over.
 */
export function drain({ isWoken = false, changed }) {
  return withLock("queue:send", {}, async () => {
    const sent = [];
    const passed = [];
    // In airplane mode nothing is tried, and no pause grows longer for it.
    let lost = self.navigator.onLine === false;
    while (!lost) {
      const act = next(await store.list(), passed, { now: Date.now(), isWoken });
      if (!act) break;
      // What was tried is not tried a second time in one go.
      passed.push(lineOf(act));
      const outcome = await withLock(`queue:act:${act.id}`, { ifAvailable: true }, (lock) => lock && attempt(act, changed));
      if (outcome?.report) {
        sent.push(outcome);
        passed.pop();
      }
      lost = Boolean(outcome?.stops);
      changed();
    }
    const left = await store.list();
    return { sent, left: left.length, lost: lost && left.length > 0 };
  });
}

/** Note how far an act is. A disk that is full keeps no notes, and sends all the same: that makes room. */
async function note(id, alter) {
  try {
    return await store.change(id, alter);
  } catch (error) {
    if (!(error instanceof store.Full)) throw error;
    const act = await store.find(id);
    return act && alter(act);
  }
}

async function attempt({ id }, changed) {
  const act = await note(id, (one) => ({ ...one, state: "sending", problem: null }));
  if (!act) return null;
  changed();
  try {
    await carryFiles(act, changed);
    await shareFiles(act);
    return await post(act);
  } catch (error) {
    return failed(act, error);
  }
}

async function carryFiles(act, changed) {
  for (const file of act.files.filter(({ token }) => !token)) {
    const blob = await store.blob(file.key);
    // Only the server had it, and has it no more.
    if (!blob) throw new Refused({ kind: "file", status: 0, sentence: file.lostSentence || "", errors: {}, file: file.key });
    const save = async (facts) => {
      Object.assign(file, facts);
      await note(act.id, (one) => ({ ...one, files: one.files.map((f) => (f.key === file.key ? { ...f, ...facts } : f)) }));
      changed();
    };
    try {
      await save({ token: await carry(blob, file, act.upload, save, act.who), sent: blob.size });
    } catch (error) {
      if (error instanceof Refused) error.problem.file = file.key;
      throw error;
    }
  }
}

/**
 * Several acts may have come out of one form, with the same files (`share`): what has arrived for one of them is not
 * carried again for the others. Where that fails they bring their own.
 */
async function shareFiles(act) {
  const known = new Map(act.files.filter(({ share, token }) => share && token).map(({ share, token }) => [share, token]));
  if (!known.size) return;
  for (const other of (await store.list()).filter(({ id }) => id !== act.id)) {
    for (const file of other.files.filter(({ share, token }) => !token && known.has(share))) {
      const token = await again(known.get(file.share), act.upload, act.who).catch(() => "");
      if (token) await note(other.id, (one) => ({ ...one, files: one.files.map((f) => (f.key === file.key ? { ...f, token, sent: f.size } : f)) }));
    }
  }
}

/**
 * Send an act, whose files the server has, whether or not it is kept here. Returns what the server made of it; throws
 * Later, Refused or Gone.
 */
export async function sendUnkept(act) {
  const body = new FormData();
  for (const [name, value] of act.fields) body.append(name, value);
  for (const file of act.files) body.append(file.field, file.token);
  const headers = { "X-Queued": "1", "X-Queued-As": String(act.who || "") };
  return judge(await ask(act.url, { method: "POST", body, headers }));
}

async function post(act) {
  // From here on it may have arrived, whatever is heard of it.
  await note(act.id, (one) => ({ ...one, isUnsure: true }));
  const result = await sendUnkept(act);
  const report = {
    id: act.id, publicId: result.public_id, address: result.address, sent: result.sent, title: result.title || act.label, place: result.place || act.place,
    at: Date.now(),
    // What was changed after a try that had arrived unheard is not in it.
    isOlder: Boolean(result.earlier && act.isChanged),
  };
  await forget(act.id, act.isKept === false ? null : report);
  return { id: act.id, kind: act.kind, words: act.words, report, result };
}

async function forget(id, report) {
  try {
    await store.remove(id, report);
  } catch (error) {
    if (!(error instanceof store.Full)) throw error;
    // What is taken out makes room for what is remembered.
    await store.remove(id);
    if (report) await store.keep(report).catch(() => {});
  }
}

async function failed(act, error) {
  if (error instanceof Gone) return sendAgain(act, error);
  if (error instanceof Refused) {
    await note(act.id, (one) => ({ ...one, state: "attention", problem: { ...error.problem, at: Date.now() }, isUnsure: false }));
    return {};
  }
  if (!(error instanceof Later)) {
    await pause(act, 0);
    throw error;
  }
  await pause(act, error.seconds);
  // What one act hears from the server, the next would hear too.
  return { stops: true };
}

function pause(act, seconds) {
  const now = Date.now();
  return note(act.id, (one) => {
    const tries = one.tries + 1;
    return { ...one, state: "waiting", tries, nextAt: now + pauseAfter(tries), notBefore: seconds ? now + seconds * 1000 : 0 };
  });
}

/** The server forgot files: those that are still here go again at once, the others are asked for. */
async function sendAgain(act, { tokens, problem }) {
  const altered = await note(act.id, (one) => ({
    ...one,
    state: "waiting",
    isUnsure: false,
    again: (one.again || 0) + 1,
    files: one.files.map((file) => (tokens.includes(file.token) ? { ...file, token: "", address: "", sent: 0, lostSentence: problem.sentence } : file)),
  }));
  if (!altered) return {};
  if (altered.again > 5) return failed(act, new Refused(problem));
  try {
    await carryFiles(altered, () => {});
    return await post(altered);
  } catch (error) {
    return failed(altered, error instanceof Gone ? new Refused(problem) : error);
  }
}
