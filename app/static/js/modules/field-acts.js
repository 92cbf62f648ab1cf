// What a crew does on a job is kept on the phone first and goes by itself, in its order; the residents' queue carries it.
// The page shows what can be done next, as if what waits had arrived: by the server's own table of moves.

import { bind } from "../main.js";
import { actOf, barsOf, bring, orderOf, settle, showChip, standing } from "../field/acts.js";
import { wordsOf } from "../words.js";
import { isConflict, isSignedOut } from "./field-waiting.js";

export default async function fieldActs(element) {
  // Fetched now: later there may be no network.
  const [queue, finishing] = await Promise.all([import("../queue.js"), import("../field/finishing.js")]);
  const words = wordsOf(element);
  const table = JSON.parse(element.dataset.table);
  const { url, id: number, href, who, title, place, list, photosUrl } = element.dataset;
  const job = { id: number, url, href, title, place };
  const order = orderOf(job);
  const status = element.querySelector("[data-acts-status]");
  const chip = document.querySelector("[data-status-chip]");
  const bars = barsOf();
  let isTaking = false;
  let isGathering = false;
  let had = 0;

  for (const form of element.querySelectorAll("[data-field-act]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      take(form.dataset.fieldAct, form.dataset.label, { note: form.elements.note.value.trim() }, form);
    });
  }
  bars.start?.addEventListener("submit", (event) => {
    event.preventDefault();
    take("start", words.start, {}, null, bars.start);
  });
  document.addEventListener("field:change", ({ detail }) => change(detail));
  queue.onChange(() => show().catch(() => {}));
  element.hidden = false;
  await show();
  element.dataset.ready = "";
  queue.watch();
  if (window.location.hash === "#resolve") await changeStuck();

  /** The form to finish: on the page, or brought there the first time that it is possible. */
  function finish() {
    bring("finish", bind);
    const form = document.getElementById("resolve");
    if (form && !form.fieldBound) {
      form.fieldBound = true;
      // Without a network nothing is waited for; nor where the photos gave up waiting.
      form.addEventListener("submit", (event) => (!navigator.onLine || "offline" in form.dataset) && send(event, form), true);
      // Heard on the document, after everything that may still hold the form back.
      document.addEventListener("submit", (event) => event.target === form && !event.defaultPrevented && send(event, form));
    }
    return form?.closest("section") || null;
  }

  async function send(event, form) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isTaking || isGathering) return;
    const isCut = !navigator.onLine || "offline" in form.dataset;
    // With a network the server says it best, in the form itself.
    if (isCut && !finishing.isReady(form, words)) return settle(form);
    isGathering = true;
    const more = await finishing.gather(form).finally(() => (isGathering = false));
    await take("resolve", words.resolve, more, form, document.querySelector("[data-finishes]"));
    settle(form);
  }

  /** Keep an act and send it. Where the server refuses a form that is still open, it shows why in the form. */
  async function take(move, label, more, form, bar = null) {
    if (isTaking) return;
    isTaking = true;
    bar?.querySelector("button")?.setAttribute("aria-busy", "true");
    const act = actOf(job, { who, photosUrl }, move, label, more);
    const { id } = act;
    try {
      await queue.add(act);
    } catch (error) {
      isTaking = false;
      console.error("The act could not be kept.", error);
      // With a network nothing needs to be kept here first.
      if (navigator.onLine && plainly(move, form, bar)) return;
      tell(words.full);
      bar?.querySelector("button")?.removeAttribute("aria-busy");
      return;
    }
    had += 1;
    const isOnline = navigator.onLine;
    if (isOnline) await queue.send({ isWoken: true }).catch(() => {});
    bar?.querySelector("button")?.removeAttribute("aria-busy");
    const left = await queue.find(id);
    if (left && isOnline && move === "resolve" && left.problem && !isSignedOut(left) && !form.waitingPhotos?.length) {
      // Still taken: the page goes where the form leads, and is not shown anew on the way.
      await queue.remove(id);
      plainly(move, form, bar);
      return;
    }
    leave(move, form);
    // Still taken, too: the page is left.
    if (!left) return arrived(move);
    isTaking = false;
    await show();
    document.querySelector(".field-waiting")?.scrollIntoView({ block: "start" });
    document.getElementById("field-waiting-title")?.focus({ preventScroll: true });
  }

  /** The way without any script: the form goes as it is. */
  function plainly(move, form, bar) {
    if (!["start", "resolve"].includes(move)) return false;
    const sent = move === "start" ? bar : form;
    if (!sent) return false;
    HTMLFormElement.prototype.submit.call(sent);
    return true;
  }

  /** It is kept: what was typed is no draft any more. */
  function leave(move, form) {
    form?.dispatchEvent(new CustomEvent("draft:taken"));
    if (move === "resolve") return finishing.empty(form);
    form?.reset();
    form?.closest("details")?.removeAttribute("open");
  }

  /** The page shows how the job stands now; what is done leads back to the day. */
  function arrived(move) {
    if (move === "resolve") window.sessionStorage.setItem("field:done", words.done);
    if (["resolve", "hand_back"].includes(move)) window.location.assign(list);
    else window.location.reload();
  }

  async function change(id) {
    const act = await queue.find(id);
    const section = act && finish();
    if (!section) return;
    section.hidden = false;
    await finishing.reopen(document.getElementById("resolve"), act, queue);
    tell(words.changing);
    section.scrollIntoView({ block: "start" });
    document.getElementById("resolve").elements.note.focus({ preventScroll: true });
  }

  async function changeStuck() {
    const act = (await mine()).find((one) => one.move === "resolve" && one.state === "attention" && !isConflict(one) && !isSignedOut(one));
    if (act) await change(act.id);
  }

  function tell(sentence) {
    if (status.textContent !== sentence) status.textContent = sentence;
  }

  async function mine() {
    return (await queue.list()).filter((act) => act.order === order && act.who === who);
  }

  async function show() {
    const acts = await mine();
    if (had && !acts.length && !isTaking) {
      // It went while the page was open: there is more to show now, unless somebody is in the middle of writing.
      had = 0;
      if (navigator.onLine && !finishing.isBegun()) return window.location.reload();
    }
    had = acts.length;
    const now = standing(acts, table, element.dataset.status);
    const can = table[now] || {};
    if (now !== element.dataset.status || chip.dataset.shown) showChip(chip, element.querySelector("[data-chips]"), now);
    for (const way of element.querySelectorAll("[data-move]")) way.hidden = way.dataset.move !== "note" && !(way.dataset.move in can);
    const form = "resolve" in can ? finish() : document.getElementById("resolve")?.closest("section");
    if (form) form.hidden = !("resolve" in can);
    for (const move of ["start", "resolve"]) bars.show(move, move in can);
    tell(acts.length && !acts.some(({ state }) => state === "attention") ? words.kept : "");
    return undefined;
  }
}
