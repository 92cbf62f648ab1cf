// Changing a report that waits: it goes back into the form as a draft of this tab, and out again when that is sent.
// Meanwhile it is not sent; when the form is left, it goes as it was.

import { find as findFile, forget as forgetFile, keep as keepFile } from "../photos/shelf.js";
import * as queue from "../queue.js";

const DRAFT = "draft:report";
const PARTS = ["", ":photos", ":recording"];
const ASIDE = "aside:";
const EDITING = "queue:editing";
//: From the press to the form on the screen, on a slow phone.
const HOLD_MS = 60_000;
const THUMB = 240;

const store = window.sessionStorage;

/** Put a waiting act into the form, and go there. Returns false while it is under way; throws Full: it stays as it is. */
export async function edit(id, address = "/report") {
  const act = await queue.find(id);
  if (!act || act.state === "sending") return false;
  await queue.hold(id, HOLD_MS);
  const photos = [];
  let recording = null;
  for (const file of act.files) {
    const made = await asDraft(file);
    if (file.kind === "recording") recording = { ...made, seconds: file.meta?.seconds || 0 };
    else photos.push(made);
  }
  putAside(id);
  store.setItem(DRAFT, JSON.stringify(act.fields));
  store.setItem(`${DRAFT}:photos`, JSON.stringify(photos));
  if (recording) store.setItem(`${DRAFT}:recording`, JSON.stringify(recording));
  else store.removeItem(`${DRAFT}:recording`);
  store.setItem(EDITING, id);
  window.location.assign(address);
  return true;
}

/** The form shows a report that waits: say so, keep it from being sent meanwhile, offer to leave it as it was. */
export async function goOn(form, panel, words) {
  const id = store.getItem(EDITING);
  const release = await queue.claim(id);
  const act = await queue.find(id);
  if (!release || !act) {
    // It has gone meanwhile, as it was: the list shows it.
    leave();
    window.location.replace(panel.dataset.list);
    return;
  }
  const note = document.querySelector("[data-later-editing]");
  note.hidden = false;
  note.querySelector("[data-later-problem]").textContent = act.problem ? act.problem.sentence || words.attention : "";
  note.querySelector("button").addEventListener("click", async () => {
    form.dispatchEvent(new CustomEvent("draft:taken"));
    leave();
    release();
    await queue.hold(id, 0);
    window.location.assign(panel.dataset.list);
  });
  // Whoever sends it has to be able to.
  form.addEventListener("draft:taken", () => release());
}

/** The form's report has been taken: no draft of it stays, and one that was put aside comes back. */
export function leaveDraft(form) {
  form.dispatchEvent(new CustomEvent("draft:taken"));
  leave();
}

function leave() {
  store.removeItem(EDITING);
  for (const part of PARTS) {
    if (part === ":photos") JSON.parse(store.getItem(`${DRAFT}${part}`) || "[]").forEach(({ key }) => key && forgetFile(key));
    store.removeItem(`${DRAFT}${part}`);
    const aside = store.getItem(`${ASIDE}${DRAFT}${part}`);
    if (aside === null) continue;
    store.setItem(`${DRAFT}${part}`, aside);
    store.removeItem(`${ASIDE}${DRAFT}${part}`);
  }
}

/** Another report may be half written in this tab: it waits aside. */
function putAside(id) {
  const fields = new Map(JSON.parse(store.getItem(DRAFT) || "[]"));
  const isWorth = fields.get("description") || fields.get("service_code") || (store.getItem(`${DRAFT}:photos`) || "[]") !== "[]";
  for (const part of PARTS) {
    const draft = store.getItem(`${DRAFT}${part}`);
    if (isWorth && fields.get("client_uuid") !== id && draft !== null) store.setItem(`${ASIDE}${DRAFT}${part}`, draft);
    store.removeItem(`${DRAFT}${part}`);
  }
}

/** A file as the form's own draft has it: by its token with a picture, or by its bytes on the shelf. */
async function asDraft(file) {
  const blob = await queue.blob(file);
  if (file.token) return { token: file.token, thumb: (blob && (await thumbOf(blob))) || file.thumb };
  const key = crypto.randomUUID();
  await keepFile(key, { blob, name: file.name, address: file.address });
  // The form would send the report without it.
  if (!(await findFile(key))) throw new queue.Full("There is no room for a second copy.");
  return { key, thumb: "" };
}

async function thumbOf(blob) {
  try {
    const picture = await createImageBitmap(blob, { resizeWidth: THUMB, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: picture.width, height: picture.height });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return canvas.toDataURL("image/jpeg", 0.7);
  } catch {
    return "";
  }
}
