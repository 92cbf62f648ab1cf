// One file of an act on its way: in parts, so that a line that breaks costs one part and not the whole.
// The form has its own (photos/parts.js) that shows every byte; this one also runs where there is no page.

import { Later, Refused, ask, judge } from "./answers.js";

const FIRST_PART = 64 * 1024;
//: A part that took less time than this is followed by a larger one.
const QUICK_MS = 1500;
//: The server forgot the beginning: begun again so often at most.
const MOST_BEGINNINGS = 3;

/**
 * Send a blob and return its token. `upload`: {parts, plain}; `file`: {kind, name, address, fields}; `who` sends it, "" a visitor.
 * `save({address, sent})` is called with how far it is. Throws Later or Refused.
 */
export async function carry(blob, file, upload, save, who = "") {
  if (!upload.parts) return whole(blob, file, upload, who);
  const state = { address: file.address || "", offset: 0, most: Infinity, part: FIRST_PART };
  for (let begun = 0; begun < MOST_BEGINNINGS; begun += 1) {
    if (!state.address && !(await begin(blob, file, upload, state))) return whole(blob, file, upload, who);
    if (state.isNew) await save({ address: state.address, sent: 0 });
    const token = await continued(blob, state, save);
    if (token) return token;
    Object.assign(state, { address: "", offset: 0 });
  }
  throw new Later("The server forgets what it was given.");
}

/** Announce the file; false where the server has no place for parts just now. */
async function begin(blob, file, upload, state) {
  const body = new FormData();
  body.append("kind", file.kind);
  body.append("size", String(blob.size));
  const answer = await ask(upload.parts, { method: "POST", body });
  if (answer.status === 503 && upload.plain && file.kind === "photo") return false;
  const { address, most } = judge(answer, "file");
  Object.assign(state, { address, most, isNew: true });
  return true;
}

/** Send part after part; returns the token, or nothing where the server knows nothing of it any more. */
async function continued(blob, state, save) {
  if (!state.isNew) {
    const answer = await ask(state.address);
    if (answer.status === 404 || answer.data.size !== blob.size) return "";
    state.offset = judge(answer, "file").offset;
  }
  state.isNew = false;
  for (;;) {
    const end = Math.min(blob.size, state.offset + Math.min(state.part, state.most));
    const started = Date.now();
    const answer = await ask(state.address, {
      method: "PATCH",
      body: blob.slice(state.offset, end),
      headers: { "Upload-Offset": String(state.offset), "Content-Type": "application/offset+octet-stream" },
    });
    if (answer.status === 404) return "";
    if (answer.status === 201) return answer.data.token;
    // The same byte again: another request is still at it.
    if (answer.status === 409 && answer.data.offset === state.offset) throw new Later("The part is being taken already.");
    state.offset = answer.status === 409 ? answer.data.offset : judge(answer, "file").offset;
    if (Date.now() - started < QUICK_MS) state.part *= 2;
    await save({ address: state.address, sent: state.offset });
  }
}

/** Have a file that the server keeps already kept once more, for another act; returns the new token. */
export async function again(token, upload, who = "") {
  const body = new FormData();
  body.append("copy_of", token);
  const headers = { "X-Queued": "1", "X-Queued-As": String(who) };
  return judge(await ask(upload.plain, { method: "POST", body, headers }), "file").token;
}

async function whole(blob, file, upload, who) {
  if (!upload.plain) throw new Refused({ kind: "file", status: 0, sentence: "", errors: {} });
  const body = new FormData();
  body.append(file.plainField || "photo", blob, file.name || "photo.jpg");
  // What is known of the file beside its bytes: where and when a photo was taken.
  for (const [name, value] of file.fields || []) body.append(name, value);
  const headers = { "X-Queued": "1", "X-Queued-As": String(who) };
  return judge(await ask(upload.plain, { method: "POST", body, headers }), "file").token;
}
