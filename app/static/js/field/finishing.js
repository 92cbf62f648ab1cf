// The form with which a crew finishes a job, as an act that can wait: every field, the photos with where and when they
// were taken, and in words what was written, for whoever has to read it again. Where the form is about several jobs at
// one place, each of them gets an act of its own out of it.

import { filesOf } from "../later/gathering.js";

const NOT_FIELDS = new Set(["csrf_token", "photo_token", "client_uuid", "move", "job"]);
//: A photo is made smaller first, if that does not take for ever.
const PATIENCE_MS = 8_000;

/** Whether the form can be kept without asking the server: the photo is there, the reason and the answers that are needed. */
export function isReady(form, words) {
  form.querySelectorAll(".field-error[data-own]").forEach((old) => old.remove());
  const hasPhoto = Boolean(form.querySelector("[data-photo-strip] > *"));
  if (form.dataset.photoNeeded === "1" && !hasPhoto) return refuse(form.querySelector(".photo-picker"), words.photo);
  const isFar = form.querySelector(".proof")?.hasAttribute("data-far");
  if (hasPhoto && isFar && !form.elements.note.value.trim()) return refuse(form.elements.note, words.reason);
  const asked = [...form.querySelectorAll("[data-missing]")].filter((check) => !check.closest("fieldset[disabled]"));
  const open = asked.find((check) => !answers(check).some(isSaid));
  if (open) return refuse(open.querySelector(".check-pair") || answers(open)[0], open.dataset.missing);
  return form.reportValidity();
}

/** The fields of one question of the checklist. */
function answers(check) {
  return [...check.querySelectorAll("input:not([type=hidden]), select, textarea")];
}

function isSaid(field) {
  return ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "";
}

/** Say at a place of the form what keeps it from being sent; false. */
export function refuse(place, sentence) {
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.own = "";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  place.before(line);
  line.scrollIntoView({ block: "center" });
  if (place.matches("textarea")) place.focus({ preventScroll: true });
  return false;
}

/** Return what an act needs of the form: {id, note, fields, files, written}; of a form about several jobs, for one of them. */
export async function gather(form, job = "") {
  await Promise.race([form.photosReady?.(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  const files = filesOf(form).map((file) => ({ ...file, fields: placed(file.fields, form) }));
  return {
    // What was not taken and is sent again stays the same act, in its place.
    ...(form.dataset.act ? { id: form.dataset.act } : {}),
    note: form.elements.note.value.trim(),
    fields: [...new FormData(form)]
      .filter(([name, value]) => typeof value === "string" && !NOT_FIELDS.has(name) && isAbout(name, job))
      .map(([name, value]) => [job ? name.replace(`-${job}`, "") : name, value]),
    files,
    written: answersOf(form, job),
  };
}

/** Whether a field is one of this job's: every field that is no question of another job's checklist. */
function isAbout(name, job) {
  return !job || !name.startsWith("check-") || name.split("-").slice(2).join("-").startsWith(job);
}

/** Take out of the form the photos that this page does not have itself; returns whether there were any. */
export function dropUnknown(form) {
  const tokens = [...form.querySelectorAll("[data-photo-strip] input[name=photo_token]")];
  const unknown = tokens.filter(({ value }) => !form.keptPhotos?.get(value)?.blob);
  for (const field of unknown) field.closest(".photo").remove();
  if (unknown.length) form.querySelector(".photo-picker")?.removeAttribute("data-full");
  return unknown.length > 0;
}

/** A photo that was taken before the phone knew where it was, was taken where the form is sent. */
function placed(fields, form) {
  const known = new Map(fields);
  for (const name of ["lon", "lat"]) if (!known.get(name) && form.elements[name]?.value) known.set(name, form.elements[name].value);
  return [...known].filter(([, value]) => value);
}

/** The answers of the checklist as somebody reads them: [question, answer]. */
function answersOf(form, job) {
  const answers = [];
  for (const field of form.elements) {
    if (!field.name?.startsWith("check-") || !isAbout(field.name, job) || field.type === "hidden" || !field.value) continue;
    const isChoice = ["radio", "checkbox"].includes(field.type);
    if (isChoice && !field.checked) continue;
    const label = words(field.labels?.[0]);
    const question = isChoice ? words(field.closest("fieldset")?.querySelector("legend")) : label;
    answers.push([question, isChoice ? label : field.selectedOptions ? words(field.selectedOptions[0]) : field.value]);
  }
  return answers;
}

function words(element) {
  return (element?.textContent || "").replace(/\s+/g, " ").trim();
}

/** Fill the form from an act that was not taken; sent again, it stays that act. */
export async function reopen(form, act, queue) {
  empty(form);
  form.dataset.act = act.id;
  for (const [name, value] of act.fields) {
    if (["client_uuid", "move", "lon", "lat"].includes(name)) continue;
    for (const field of [...form.elements].filter((one) => one.name === name)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
      else field.value = value;
      field.closest("details")?.setAttribute("open", "");
    }
  }
  for (const file of act.files) {
    const blob = await queue.blob(file);
    if (!blob) continue;
    const said = new Map(file.fields);
    for (const name of ["lon", "lat"]) if (said.get(name)) form.elements[name].value = said.get(name);
    hand(form, new File([blob], file.name || "photo.jpg", { type: blob.type, lastModified: Date.parse(said.get("taken_at")) || Date.now() }));
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Give a photo to the form's picker, as the phone's camera does. */
function hand(form, file) {
  const input = form.querySelector("input[type=file]");
  const files = new DataTransfer();
  files.items.add(file);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Nothing of the form is left: the act has it. */
export function empty(form) {
  if (!form) return;
  delete form.dataset.act;
  form.reset();
  form.querySelectorAll("[data-photo-strip] > *").forEach((tile) => tile.remove());
  form.waitingPhotos?.splice(0);
  form.querySelectorAll(".field-error[data-own]").forEach((old) => old.remove());
  form.querySelector(".photo-picker")?.removeAttribute("data-full");
}

/** Whether somebody is in the middle of writing. */
export function isBegun() {
  const fields = [...document.querySelectorAll("main textarea, main input[name^=check-]:not([type=hidden])")];
  const isTyped = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "");
  return fields.some(isTyped) || Boolean(document.querySelector("main [data-photo-strip] > *, dialog[open]"));
}
