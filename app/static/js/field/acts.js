// What the crew's pages share of acts that wait: one as the queue carries it, and how its job stands once it has arrived.

import { isSignedOut } from "../modules/field-waiting.js";

/**
 * Return an act for `queue.add`. `job`: {id, url, href, title, place}; `who` does it; `photosUrl` takes its photos;
 * `more`: {id, note, fields, files, written} as `gather` returns them.
 */
export function actOf(job, { who, photosUrl }, move, label, { id = crypto.randomUUID(), note = "", fields = [], files = [], written = [] } = {}) {
  const { url, href, title, place } = job;
  return {
    id, kind: "job", url, order: orderOf(job), label, who, move, note, written, files, place: title, isKept: false,
    fields: [["client_uuid", id], ["move", move], ...(fields.length ? fields : [["note", note]])],
    job: { id: job.id, href, title, place },
    upload: { plain: photosUrl },
  };
}

/** The key under which what is done on a job goes one after the other. */
export function orderOf({ id }) {
  return `job:${id}`;
}

/**
 * Where a job will stand once what waits of it has arrived, by the server's own table of moves. What was refused, and
 * what comes after it, does not count.
 */
export function standing(acts, table, status) {
  const stuck = acts.findIndex((act) => act.state === "attention" && !isSignedOut(act));
  const going = stuck < 0 ? acts : acts.slice(0, stuck);
  return going.reduce((now, { move }) => table[now]?.[move] || now, status);
}

/** Show another status on a chip; `chips` is the template with one of each. */
export function showChip(chip, chips, status) {
  const made = chips.content.querySelector(`[data-chip="${status}"]`);
  if (!made || chip.dataset.shown === status) return;
  chip.dataset.shown = status;
  chip.replaceChildren(...made.cloneNode(true).childNodes);
}

/** Bring a part of the page that lies ready in the template `name` to where the template is; nothing where it was. */
export function bring(name, bind) {
  const spare = document.querySelector(`template[data-${name}]`);
  if (!spare) return;
  const section = spare.content.firstElementChild.cloneNode(true);
  spare.replaceWith(section);
  section.querySelectorAll("[data-module]").forEach(bind);
}

/** What stands at the thumb: the bar to begin, the bar to finish; one of the two, or none. */
export function barsOf() {
  const spare = document.querySelector("[data-bars]")?.content.cloneNode(true);
  const find = (name) => document.querySelector(name) || spare?.querySelector(name) || null;
  const bars = { start: find("form[data-begins]"), resolve: find("[data-finishes]") };

  /** Show the bar of one move, or take it away. */
  function show(move, is) {
    const bar = bars[move];
    if (is && bar && !bar.isConnected) document.getElementById("main").append(bar);
    if (!is && bar?.isConnected) bar.remove();
  }
  return { ...bars, show };
}

/** Have a form that was not sent after all ready to be sent. */
export function settle(form) {
  delete form.dataset.sent;
  delete form.dataset.offline;
  document.querySelectorAll("[aria-busy]").forEach((busy) => busy.removeAttribute("aria-busy"));
}
