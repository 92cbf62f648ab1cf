// What a crew did that has not arrived: on Today all of it, on a job's page that job's. What was not taken is shown with
// everything that was written, until its author has read it. What somebody else did here is counted, never shown.

import { say, wordsOf } from "../words.js";

export default async function fieldWaiting(element) {
  const { who, order } = element.dataset;
  const words = wordsOf(element);
  const part = (name) => element.querySelector(`[data-field-${name}]`);
  const [list, waits] = [part("list"), part("waits")];
  const pictures = [];
  let drawn = "";

  // Where nothing ever waited there is nothing to fetch the list for; what is done on this page brings it by itself.
  const databases = await window.indexedDB?.databases?.();
  if (!order && databases && !databases.some(({ name }) => name === "queue")) return;
  const queue = await import("../queue.js");
  queue.onChange(() => show().catch(() => {}));
  await show();
  element.dataset.ready = "";

  async function show() {
    const acts = (await queue.list()).filter(({ kind }) => kind === "job");
    const mine = acts.filter((act) => act.who === who && (!order || act.order === order));
    const others = !order && acts.some((act) => act.who !== who);
    element.hidden = !mine.length && !others;
    part("others").hidden = !others;
    part("sign-in").hidden = !mine.some(isSignedOut);
    // What has not changed is left alone: a finger or a reader may be in it.
    const seen = JSON.stringify([mine.map(({ id, state, problem }) => [id, state, problem?.kind]), others]);
    if (seen === drawn) return;
    drawn = seen;
    const had = element.contains(document.activeElement);
    pictures.splice(0).forEach((address) => URL.revokeObjectURL(address));
    const items = await Promise.all(mine.map((act, n) => item(act, mine.slice(0, n))));
    // What needs a look is open to it; what only waits is folded away on Today, where it would hide the jobs.
    list.replaceChildren(...items.filter(({ dataset }) => dataset.state === "stuck"));
    waits.replaceChildren(...items.filter(({ dataset }) => dataset.state !== "stuck"));
    part("more").hidden = !waits.children.length;
    part("count").textContent = say(words.count, { n: waits.children.length });
    if (had && !element.contains(document.activeElement)) element.querySelector("h2").focus();
  }

  async function item(act, before) {
    const made = part("act").content.firstElementChild.cloneNode(true);
    const of = (name) => made.querySelector(`[data-act-${name}]`);
    const isStuck = act.state === "attention" && !isSignedOut(act);
    const isBehind = before.some((one) => one.order === act.order && one.state === "attention");
    made.dataset.state = isStuck ? "stuck" : act.state;
    of("label").textContent = act.label;
    const about = [order ? "" : [act.job?.title || act.place, act.job?.place].filter(Boolean).join(", "), moment(act.addedAt)];
    of("job").textContent = about.filter(Boolean).join(" · ");
    of("state").hidden = isStuck;
    of("state").textContent = isBehind ? words.behind : isSignedOut(act) ? words.sign_in : words[act.state];
    of("problem").hidden = !isStuck;
    if (isStuck) tellProblem(act, of);
    of("written").hidden = !act.note && !act.written?.length;
    of("note").textContent = act.note || "";
    of("answers").replaceChildren(...(act.written || []).map(([question, answer]) => fact(question, answer)));
    await showPhotos(act, of);
    of("ways").hidden = !isStuck;
    of("change").hidden = isConflict(act) || act.move !== "resolve";
    of("change").href = `${act.job?.href || ""}#resolve`;
    of("change").addEventListener("click", (event) => {
      if (!order) return;
      event.preventDefault();
      document.dispatchEvent(new CustomEvent("field:change", { detail: act.id }));
    });
    of("forget").addEventListener("click", () => forget(act));
    return made;
  }

  function tellProblem(act, of) {
    const sentence = act.problem.sentence || "";
    of("sentence").textContent = sentence ? `${words.refused} ${sentence}` : words.conflict;
    const said = Object.values(act.problem.errors || {}).flat().filter((one) => one !== sentence);
    of("errors").hidden = !said.length;
    of("errors").replaceChildren(
      ...said.map((one) => {
        const line = document.createElement("li");
        line.textContent = one;
        return line;
      }),
    );
  }

  async function showPhotos(act, of) {
    of("photos").hidden = !act.files.length;
    of("photos").textContent = act.files.length ? say(words.photos, { n: act.files.length }) : "";
    for (const file of act.files) {
      const blob = await queue.blob(file);
      if (!blob) continue;
      const address = URL.createObjectURL(blob);
      pictures.push(address);
      const [line, picture] = [document.createElement("li"), document.createElement("img")];
      line.className = "photo";
      picture.alt = "";
      picture.src = address;
      line.append(picture);
      of("pictures").append(line);
      of("pictures").hidden = false;
    }
  }

  /** Forget what was not taken. After a conflict nothing of the same job can be done any more: it goes together. */
  async function forget(act) {
    const acts = (await queue.list()).filter((one) => one.order === act.order && one.who === act.who);
    const gone = isConflict(act) ? acts.slice(acts.findIndex(({ id }) => id === act.id)) : [act];
    for (const { id } of gone) await queue.remove(id);
    part("said").textContent = words.forgotten;
    queue.send().catch(() => {});
  }
}

/** The server asks who it is: nothing is wrong with the act. */
export function isSignedOut(act) {
  return act.state === "attention" && act.problem?.kind === "sign_in";
}

/** The job stands elsewhere meanwhile, or is another crew's. */
export function isConflict(act) {
  return act.state === "attention" && [404, 409].includes(act.problem?.status);
}

function fact(question, answer) {
  const line = document.createElement("div");
  for (const [name, text] of [["dt", question], ["dd", answer]]) {
    const part = document.createElement(name);
    part.textContent = text;
    line.append(part);
  }
  return line;
}

function moment(at) {
  return new Date(at).toLocaleString([document.documentElement.lang, "uz"], { hour: "2-digit", minute: "2-digit", hour12: false });
}
