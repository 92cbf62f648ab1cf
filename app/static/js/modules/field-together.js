// Jobs at one place without a signal: what is begun or finished for all of them becomes one act of each, in the queue that
// also carries what is done on a job's own page. So each goes in its own order, and what became of one of them meanwhile
// holds none of the others back. With a network the form goes to the server as it is, which does all of them or none.

import { bind } from "../main.js";
import { actOf, barsOf, bring, orderOf, settle, showChip, standing } from "../field/acts.js";
import { wordsOf } from "../words.js";
import { DONE } from "./field-day.js";
import { isSignedOut } from "./field-waiting.js";

export default async function fieldTogether(element) {
  // Fetched now: later there may be no network.
  const [queue, finishing] = await Promise.all([import("../queue.js"), import("../field/finishing.js")]);
  const words = wordsOf(element);
  const table = JSON.parse(element.dataset.table);
  const jobs = JSON.parse(element.dataset.jobs);
  const { who, list, photosUrl } = element.dataset;
  const status = element.querySelector("[data-acts-status]");
  const cards = document.querySelector("[data-together-list]");
  const bars = barsOf();
  let isTaking = false;
  let had = 0;

  bars.start?.addEventListener("submit", (event) => isCut() && begin(event));
  queue.onChange(() => show().catch(() => {}));
  element.hidden = false;
  await show();
  element.dataset.ready = "";
  queue.watch();

  /** Whether the server is not to be asked now: nobody reaches it, or something that comes before this still waits. */
  function isCut(form = null) {
    const isKept = "kept" in document.documentElement.dataset;
    return !navigator.onLine || isKept || had > 0 || Boolean(form && "offline" in form.dataset);
  }

  async function begin(event) {
    event.preventDefault();
    if (isTaking) return;
    await keep(jobs.filter(({ can }) => "start" in can), (job) => act(job, "start", words.start));
    isTaking = false;
    settle(bars.start);
    await show();
  }

  function act(job, move, label, more) {
    return actOf(job, { who, photosUrl }, move, label, more);
  }

  /** Keep an act of each of these jobs; says whether there was room for all of them. */
  async function keep(some, make) {
    isTaking = true;
    try {
      for (const job of some) await queue.add(await make(job));
      return true;
    } catch (error) {
      console.error("The acts could not be kept.", error);
      tell(words.full);
      return false;
    }
  }

  /** The form to finish: on the page, or brought there the first time that it is possible. */
  function finish() {
    bring("finish", bind);
    const form = document.getElementById("resolve");
    if (!form || form.fieldBound) return;
    form.fieldBound = true;
    for (const name of ["change", "draft:restored"]) form.addEventListener(name, () => dress(form));
    // Heard first: what goes into the queue waits for nothing else.
    form.addEventListener("submit", (event) => (isCut(form) ? send(event, form) : hasNone(form) && stop(event)), true);
  }

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function chosen(form) {
    const ticked = new Set([...form.querySelectorAll("[name=job]:checked:enabled")].map(({ value }) => value));
    return jobs.filter(({ id }) => ticked.has(id));
  }

  /** Whether no job is ticked; then the form says so. */
  function hasNone(form) {
    form.querySelectorAll(".field-error[data-own]").forEach((old) => old.remove());
    return !chosen(form).length && !finishing.refuse(form.querySelector("[name=job]").closest("label"), words.none);
  }

  async function send(event, form) {
    stop(event);
    if (isTaking) return;
    const some = chosen(form);
    // A photo that only the server has can go with one job, not with several.
    if (some.length > 1 && finishing.dropUnknown(form)) finishing.refuse(form.querySelector(".photo-picker"), words.photo);
    else if (!hasNone(form) && finishing.isReady(form, words)) return take(some, form);
    settle(form);
  }

  async function take(some, form) {
    document.querySelector("[data-finishes] button").setAttribute("aria-busy", "true");
    const shared = crypto.randomUUID();
    const isWhole = await keep(some, async (job) => {
      const more = await finishing.gather(form, job.id);
      // A photo that has arrived is the first one's; the others get it from there, or bring it themselves.
      const isFirst = job === some[0];
      more.files = more.files.map((file, n) => ({ ...file, token: isFirst || !file.blob ? file.token : "", share: `${shared}/${n}` }));
      return act(job, "resolve", words.resolve, more);
    });
    settle(form);
    if (!isWhole) {
      isTaking = false;
      return show();
    }
    form.dispatchEvent(new CustomEvent("draft:taken"));
    finishing.empty(form);
    if (navigator.onLine) await queue.send({ isWoken: true }).catch(() => {});
    const left = await mine();
    const isGoing = left.some((one) => one.state !== "attention" || isSignedOut(one));
    // What was not taken says so itself, on Today.
    if (isGoing || !left.length) window.sessionStorage.setItem(DONE, isGoing ? words.kept : words.done);
    window.location.assign(list);
    return undefined;
  }

  async function mine() {
    const orders = new Set(jobs.map(orderOf));
    return (await queue.list()).filter((one) => one.who === who && orders.has(one.order));
  }

  function tell(sentence) {
    if (status.textContent !== sentence) status.textContent = sentence;
  }

  async function show() {
    if (isTaking) return undefined;
    const acts = await mine();
    if (had && !acts.length && navigator.onLine && !finishing.isBegun()) {
      // It went while the page was open: there is more to show now.
      had = 0;
      return window.location.reload();
    }
    had = acts.length;
    for (const job of jobs) stand(job, acts.filter(({ order }) => order === orderOf(job)));
    const open = jobs.filter(({ can }) => "start" in can || "resolve" in can);
    const isBegun = open.length > 0 && open.every(({ can }) => "resolve" in can);
    if (isBegun) finish();
    const form = document.getElementById("resolve");
    if (form) {
      form.closest("section").hidden = !isBegun;
      dress(form);
    }
    jobs.forEach(dressChips);
    cards.hidden = isBegun;
    bars.show("resolve", isBegun);
    bars.show("start", !isBegun && open.length > 0);
    tell(acts.some(({ state }) => state !== "attention") ? words.kept : "");
    return undefined;
  }

  /** What can be done with a job; nothing where an act of it was not taken: its own page and Today say more. */
  function stand(job, acts) {
    const isStuck = acts.some((one) => one.state === "attention" && !isSignedOut(one));
    const now = standing(acts, table, job.status);
    job.can = isStuck ? {} : table[now] || {};
    job.now = now;
  }

  function dressChips({ id, now, status: before }) {
    for (const chip of document.querySelectorAll(`[data-status-chip="${id}"]`)) {
      if (now !== before || chip.dataset.shown) showChip(chip, element.querySelector("[data-chips]"), now);
    }
  }

  /** The form asks of the jobs that are ticked, and of no others. */
  function dress(form) {
    for (const job of jobs) {
      const box = form.querySelector(`[name=job][value="${job.id}"]`);
      const asked = form.querySelector(`[data-asked-of="${job.id}"]`);
      box.disabled = box.closest("label").hidden = !("resolve" in job.can);
      if (asked) asked.disabled = asked.hidden = box.disabled || !box.checked;
    }
    form.dataset.photoNeeded = chosen(form).some(({ photo }) => photo) ? "1" : "0";
  }
}
